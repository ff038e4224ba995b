package io.lastro.engine.model;

import static io.lastro.protocol.CreateTransferResult.ACCOUNTS_MUST_BE_DIFFERENT;
import static io.lastro.protocol.CreateTransferResult.ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER;
import static io.lastro.protocol.CreateTransferResult.AMOUNT_OUT_OF_RANGE;
import static io.lastro.protocol.CreateTransferResult.CAPTURE_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.CLOSING_TRANSFER_MUST_BE_PENDING;
import static io.lastro.protocol.CreateTransferResult.CODE_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_CREDITS;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_DEBITS;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_PENDING_TRANSFER_AMOUNT;
import static io.lastro.protocol.CreateTransferResult.EXISTS;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_AMOUNT;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_CODE;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_FLAGS;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_LEDGER;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_PENDING_ID;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_REFERENCE;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_TIMEOUT;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_USER_DATA_128;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_USER_DATA_32;
import static io.lastro.protocol.CreateTransferResult.EXISTS_WITH_DIFFERENT_USER_DATA_64;
import static io.lastro.protocol.CreateTransferResult.FLAGS_ARE_MUTUALLY_EXCLUSIVE;
import static io.lastro.protocol.CreateTransferResult.ID_ALREADY_FAILED;
import static io.lastro.protocol.CreateTransferResult.ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_EXPECTED;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_NOT_EXPECTED;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMEOUT_MUST_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_CREDIT_ACCOUNT;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_DEBIT_ACCOUNT;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
import static io.lastro.protocol.CreateTransferResult.LEDGER_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_CREDITS;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_CREDITS_PENDING;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_CREDITS_POSTED;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_DEBITS;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_DEBITS_PENDING;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_DEBITS_POSTED;
import static io.lastro.protocol.CreateTransferResult.OVERFLOWS_TIMEOUT;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_BE_DIFFERENT;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.PENDING_ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_ALREADY_POSTED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_ALREADY_VOIDED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_EXPIRED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_CODE;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_HAS_DIFFERENT_LEDGER;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_NOT_PENDING;
import static io.lastro.protocol.CreateTransferResult.REFERENCE_MALFORMED;
import static io.lastro.protocol.CreateTransferResult.RESERVED_FLAG;
import static io.lastro.protocol.CreateTransferResult.TIMEOUT_RESERVED_FOR_PENDING_TRANSFER;
import static io.lastro.protocol.CreateTransferResult.TIMESTAMP_MUST_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS;

import io.lastro.engine.model.ReferenceLedger.Account;
import io.lastro.engine.model.ReferenceLedger.Transfer;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Section 3, create transfer, as a list. */
final class TransferRules {
    static final Set<CreateTransferResult> PASSING = EnumSet.of(
            DEBIT_ACCOUNT_NOT_FOUND,
            CREDIT_ACCOUNT_NOT_FOUND,
            PENDING_TRANSFER_NOT_FOUND,
            DEBIT_ACCOUNT_ALREADY_CLOSED,
            CREDIT_ACCOUNT_ALREADY_CLOSED,
            EXCEEDS_CREDITS,
            EXCEEDS_DEBITS);

    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    final ReferenceLedger ledger;
    final TransferSpec e;
    final boolean importedBatch;
    final long batch;
    final long now;
    TransferSpec effective;

    TransferRules(
            final ReferenceLedger ledger,
            final TransferSpec e,
            final boolean importedBatch,
            final long batch,
            final long now) {
        this.ledger = ledger;
        this.e = e;
        this.importedBatch = importedBatch;
        this.batch = batch;
        this.now = now;
    }

    CreateTransferResult refuse() {
        final boolean imported = e.has(TransferFlags.IMPORTED);
        // 1
        if (importedBatch && !imported) return IMPORTED_EVENT_EXPECTED;
        if (!importedBatch && imported) return IMPORTED_EVENT_NOT_EXPECTED;
        if (!imported && e.timestampNs != 0) return TIMESTAMP_MUST_BE_ZERO;
        if (imported && e.timestampNs < 1) return IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
        if (imported && e.timestampNs >= batch) return IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE;
        // 2
        if (e.flags >= 1024) return RESERVED_FLAG;
        if (e.id.signum() == 0) return ID_MUST_NOT_BE_ZERO;
        if (e.id.equals(TransferSpec.ID_MAX)) return ID_MUST_NOT_BE_MAX;
        if (e.amount < 0) return AMOUNT_OUT_OF_RANGE;
        if (!isWellFormed(e.reference)) return REFERENCE_MALFORMED;
        // 3
        final Transfer old = ledger.transfers.get(e.id);
        if (old != null) return compare(old);
        if (ledger.burned.contains(e.id)) return ID_ALREADY_FAILED;
        // 4
        final boolean post = e.has(TransferFlags.POST_PENDING);
        final boolean voids = e.has(TransferFlags.VOID_PENDING);
        final boolean balancing = e.has(TransferFlags.BALANCING_DEBIT) || e.has(TransferFlags.BALANCING_CREDIT);
        final boolean closing = e.has(TransferFlags.CLOSING_DEBIT) || e.has(TransferFlags.CLOSING_CREDIT);
        final boolean pending = e.has(TransferFlags.PENDING);
        if (post && voids) return FLAGS_ARE_MUTUALLY_EXCLUSIVE;
        if ((post || voids) && (pending || balancing || closing)) return FLAGS_ARE_MUTUALLY_EXCLUSIVE;
        if (e.has(TransferFlags.KEEP_REMAINDER) && !post) return FLAGS_ARE_MUTUALLY_EXCLUSIVE;
        if (post || voids) {
            return refuseResolving(post, imported);
        }
        if (e.debit.signum() == 0) return DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
        if (e.debit.equals(TransferSpec.ID_MAX)) return DEBIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
        if (e.credit.signum() == 0) return CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
        if (e.credit.equals(TransferSpec.ID_MAX)) return CREDIT_ACCOUNT_ID_MUST_NOT_BE_MAX;
        if (e.debit.equals(e.credit)) return ACCOUNTS_MUST_BE_DIFFERENT;
        if (e.pending.signum() != 0) return PENDING_ID_MUST_BE_ZERO;
        if (e.timeout != 0 && !pending) return TIMEOUT_RESERVED_FOR_PENDING_TRANSFER;
        if (closing && !pending) return CLOSING_TRANSFER_MUST_BE_PENDING;
        if (e.ledger == 0) return LEDGER_MUST_NOT_BE_ZERO;
        if (e.code == 0) return CODE_MUST_NOT_BE_ZERO;
        // 5
        final Account debit = ledger.accounts.get(e.debit);
        final Account credit = ledger.accounts.get(e.credit);
        if (debit == null) return DEBIT_ACCOUNT_NOT_FOUND;
        if (credit == null) return CREDIT_ACCOUNT_NOT_FOUND;
        if (debit.given.ledger != credit.given.ledger) return ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER;
        if (e.ledger != debit.given.ledger) return TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS;
        // 7
        if (imported) {
            final CreateTransferResult result = refuseImported(debit, credit);
            if (result != null) return result;
        }
        // 8
        if (debit.closed) return DEBIT_ACCOUNT_ALREADY_CLOSED;
        if (credit.closed) return CREDIT_ACCOUNT_ALREADY_CLOSED;
        // between 8 and 9
        BigInteger amount = BigInteger.valueOf(e.amount);
        if (e.has(TransferFlags.BALANCING_DEBIT)) {
            amount = amount.min(BigInteger.ZERO.max(
                    debit.counters[3].subtract(debit.counters[1]).subtract(debit.counters[0])));
        }
        if (e.has(TransferFlags.BALANCING_CREDIT)) {
            amount = amount.min(BigInteger.ZERO.max(
                    credit.counters[1].subtract(credit.counters[3]).subtract(credit.counters[2])));
        }
        // 9
        if (pending && isAbove(debit.counters[0].add(amount))) return OVERFLOWS_DEBITS_PENDING;
        if (pending && isAbove(credit.counters[2].add(amount))) return OVERFLOWS_CREDITS_PENDING;
        if (!pending && isAbove(debit.counters[1].add(amount))) return OVERFLOWS_DEBITS_POSTED;
        if (!pending && isAbove(credit.counters[3].add(amount))) return OVERFLOWS_CREDITS_POSTED;
        if (isAbove(debit.counters[0].add(debit.counters[1]).add(amount))) return OVERFLOWS_DEBITS;
        if (isAbove(credit.counters[2].add(credit.counters[3]).add(amount))) return OVERFLOWS_CREDITS;
        final BigInteger timeoutNs =
                BigInteger.valueOf(Integer.toUnsignedLong(e.timeout)).multiply(BigInteger.valueOf(1_000_000_000L));
        if (isAbove(timeoutNs.add(BigInteger.valueOf(now)))) return OVERFLOWS_TIMEOUT;
        // 10
        if (debit.given.has(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS)
                && debit.counters[0].add(debit.counters[1]).add(amount).compareTo(debit.counters[3]) > 0)
            return EXCEEDS_CREDITS;
        if (credit.given.has(AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS)
                && credit.counters[2].add(credit.counters[3]).add(amount).compareTo(credit.counters[1]) > 0)
            return EXCEEDS_DEBITS;
        effective = e.copy();
        effective.amount = amount.longValueExact();
        return null;
    }

    private CreateTransferResult refuseResolving(final boolean post, final boolean imported) {
        if (e.pending.signum() == 0) return PENDING_ID_MUST_NOT_BE_ZERO;
        if (e.pending.equals(TransferSpec.ID_MAX)) return PENDING_ID_MUST_NOT_BE_MAX;
        if (e.pending.equals(e.id)) return PENDING_ID_MUST_BE_DIFFERENT;
        if (e.timeout != 0) return TIMEOUT_RESERVED_FOR_PENDING_TRANSFER;
        // 6
        final Transfer hold = ledger.transfers.get(e.pending);
        if (hold == null) return PENDING_TRANSFER_NOT_FOUND;
        final TransferSpec h = hold.effective;
        if (!h.has(TransferFlags.PENDING)) return PENDING_TRANSFER_NOT_PENDING;
        if (e.debit.signum() != 0 && !e.debit.equals(h.debit)) return PENDING_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID;
        if (e.credit.signum() != 0 && !e.credit.equals(h.credit))
            return PENDING_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID;
        if (e.ledger != 0 && e.ledger != h.ledger) return PENDING_TRANSFER_HAS_DIFFERENT_LEDGER;
        if (e.code != 0 && e.code != h.code) return PENDING_TRANSFER_HAS_DIFFERENT_CODE;
        final long bound = hold.isOpen() ? hold.remaining.longValueExact() : h.amount;
        long amount = e.amount;
        if (post && ReferenceLedger.isMax(amount)) amount = bound;
        if (!post && amount == 0) amount = bound;
        if (e.has(TransferFlags.KEEP_REMAINDER) && amount == 0) return CAPTURE_MUST_NOT_BE_ZERO;
        if (amount > bound) return EXCEEDS_PENDING_TRANSFER_AMOUNT;
        if (!post && amount != bound) return PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT;
        if (hold.state.equals("posted")) return PENDING_TRANSFER_ALREADY_POSTED;
        if (hold.state.equals("voided")) return PENDING_TRANSFER_ALREADY_VOIDED;
        if (hold.state.equals("expired")) return PENDING_TRANSFER_EXPIRED;
        if (hold.expiresAt != 0 && hold.expiresAt <= now) return PENDING_TRANSFER_EXPIRED;
        final Account debit = ledger.accounts.get(h.debit);
        final Account credit = ledger.accounts.get(h.credit);
        if (imported) {
            final CreateTransferResult result = refuseImported(debit, credit);
            if (result != null) return result;
        }
        if (post && debit.closed) return DEBIT_ACCOUNT_ALREADY_CLOSED;
        if (post && credit.closed) return CREDIT_ACCOUNT_ALREADY_CLOSED;
        effective = e.copy();
        effective.amount = amount;
        effective.debit = h.debit;
        effective.credit = h.credit;
        effective.ledger = h.ledger;
        effective.code = h.code;
        if (e.userData128.signum() == 0) effective.userData128 = h.userData128;
        if (e.userData64 == 0) effective.userData64 = h.userData64;
        if (e.userData32 == 0) effective.userData32 = h.userData32;
        if (text(e.reference).isEmpty()) effective.reference = h.reference;
        return null;
    }

    private CreateTransferResult refuseImported(final Account debit, final Account credit) {
        final long t = e.timestampNs;
        if (ledger.transfers.values().stream().anyMatch(other -> other.timestamp >= t)
                || ledger.accounts.values().stream().anyMatch(account -> account.timestamp == t))
            return IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
        if (t <= debit.timestamp) return IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_DEBIT_ACCOUNT;
        if (t <= credit.timestamp) return IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_CREDIT_ACCOUNT;
        if (e.timeout != 0) return IMPORTED_EVENT_TIMEOUT_MUST_BE_ZERO;
        return null;
    }

    private CreateTransferResult compare(final Transfer old) {
        final TransferSpec o = old.effective;
        final boolean post = e.has(TransferFlags.POST_PENDING);
        final boolean voids = e.has(TransferFlags.VOID_PENDING);
        final boolean balancing = e.has(TransferFlags.BALANCING_DEBIT) || e.has(TransferFlags.BALANCING_CREDIT);
        if (e.flags != o.flags) return EXISTS_WITH_DIFFERENT_FLAGS;
        if (!e.pending.equals(o.pending)) return EXISTS_WITH_DIFFERENT_PENDING_ID;
        if (e.timeout != o.timeout) return EXISTS_WITH_DIFFERENT_TIMEOUT;
        // What a retry would have meant, its empty fields filled in from the hold.
        final TransferSpec retry = e.copy();
        if (post || voids) {
            final TransferSpec h = ledger.transfers.get(o.pending).effective;
            if (retry.debit.signum() == 0) retry.debit = h.debit;
            if (retry.credit.signum() == 0) retry.credit = h.credit;
            if (retry.ledger == 0) retry.ledger = h.ledger;
            if (retry.code == 0) retry.code = h.code;
            if (retry.userData128.signum() == 0) retry.userData128 = h.userData128;
            if (retry.userData64 == 0) retry.userData64 = h.userData64;
            if (retry.userData32 == 0) retry.userData32 = h.userData32;
            if (text(retry.reference).isEmpty()) retry.reference = h.reference;
            if (post && ReferenceLedger.isMax(retry.amount)) retry.amount = old.metRemainder.longValueExact();
            if (voids && retry.amount == 0) retry.amount = o.amount;
        }
        if (!retry.debit.equals(o.debit)) return EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID;
        if (!retry.credit.equals(o.credit)) return EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID;
        if (balancing ? retry.amount < o.amount : retry.amount != o.amount) return EXISTS_WITH_DIFFERENT_AMOUNT;
        if (!retry.userData128.equals(o.userData128)) return EXISTS_WITH_DIFFERENT_USER_DATA_128;
        if (retry.userData64 != o.userData64) return EXISTS_WITH_DIFFERENT_USER_DATA_64;
        if (retry.userData32 != o.userData32) return EXISTS_WITH_DIFFERENT_USER_DATA_32;
        if (retry.ledger != o.ledger) return EXISTS_WITH_DIFFERENT_LEDGER;
        if (retry.code != o.code) return EXISTS_WITH_DIFFERENT_CODE;
        return text(retry.reference).equals(text(o.reference)) ? EXISTS : EXISTS_WITH_DIFFERENT_REFERENCE;
    }

    private static boolean isAbove(final BigInteger sum) {
        return sum.compareTo(MAX) > 0;
    }

    static String text(final byte[] reference) {
        if (reference == null) {
            return "";
        }
        int length = 0;
        while (length < reference.length && reference[length] != 0) {
            length++;
        }
        return new String(Arrays.copyOf(reference, length), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static boolean isWellFormed(final byte[] reference) {
        if (reference == null) {
            return true;
        }
        final String text = text(reference);
        for (int i = text.length(); i < reference.length; i++) {
            if (reference[i] != 0) return false;
        }
        return text.length() <= 35 && text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    }
}
