package io.lastro.engine.model;

import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random histories that look for edges: few ids so that they meet again, amounts at exactly what an account or a hold
 * has, maxima, time that stops or jumps to the very nanosecond of an expiry, chains that fail anywhere, retries with
 * one field changed.
 */
public final class HistoryGenerator {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long START_NS = 1_000_000 * SECOND_NS;

    private final Random random;
    private final List<TransferSpec> sent = new ArrayList<>();
    private final List<AccountSpec> sentAccounts = new ArrayList<>();
    private final int accountIds;
    private final int transferIds;
    private final boolean extremeAmounts;
    private long timeNs = START_NS;

    public HistoryGenerator(final long seed) {
        random = new Random(seed);
        accountIds = 4 + random.nextInt(8);
        transferIds = 20 + random.nextInt(300);
        extremeAmounts = random.nextInt(4) == 0;
        if (random.nextInt(20) == 0) {
            timeNs = Long.MAX_VALUE - 40 * SECOND_NS;
        }
    }

    /** The next request; looks at the model for what would be interesting. */
    public Request next(final ReferenceLedger model) {
        advance(model);
        final int kind = random.nextInt(20);
        if (kind == 0) {
            return Request.tick(timeNs);
        }
        // Now and then more than one window of the engine's two passes.
        final int most = random.nextInt(30) == 0 ? 120 : random.nextInt(5) == 0 ? 30 : 4;
        final int size = random.nextInt(most + 1);
        if (kind <= 3 || model.accounts.size() < 3) {
            return new Request(timeNs, accounts(size, model), null);
        }
        return new Request(timeNs, null, transfers(size, model));
    }

    private void advance(final ReferenceLedger model) {
        switch (random.nextInt(8)) {
            case 0 -> timeNs += random.nextInt(3);
            case 1 -> timeNs += random.nextLong(4 * SECOND_NS);
            case 2 -> timeNs -= random.nextInt(5);
            case 3, 4 -> {
                // Around the end of some hold.
                final List<Long> ends = model.transfers.values().stream()
                        .filter(t -> t.isOpen() && t.expiresAt != 0)
                        .map(t -> t.expiresAt)
                        .toList();
                if (!ends.isEmpty()) {
                    timeNs = ends.get(random.nextInt(ends.size())) - 3 + random.nextInt(7);
                }
            }
            default -> timeNs += 1 + random.nextInt(1000);
        }
        if (timeNs < 1 || timeNs > Long.MAX_VALUE - SECOND_NS) {
            timeNs = Math.max(1, model.lastTimestamp);
        }
    }

    private List<AccountSpec> accounts(final int size, final ReferenceLedger model) {
        final boolean imported = random.nextInt(6) == 0;
        final List<AccountSpec> specs = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            specs.add(random.nextInt(6) == 0 && !sentAccounts.isEmpty() ? retryAccount() : account(imported, model));
        }
        sentAccounts.addAll(specs);
        return specs;
    }

    private AccountSpec retryAccount() {
        final AccountSpec old = sentAccounts.get(random.nextInt(sentAccounts.size()));
        final AccountSpec spec = AccountSpec.account(0).flags(old.flags).ledger(old.ledger);
        spec.id = old.id;
        spec.code = old.code;
        spec.userData128 = old.userData128;
        spec.userData64 = old.userData64;
        spec.userData32 = old.userData32;
        spec.timestampNs = old.timestampNs;
        switch (random.nextInt(12)) {
            case 0 -> spec.flags ^= 1 << random.nextInt(5);
            case 1 -> spec.userData128 = BigInteger.valueOf(random.nextInt(3)).shiftLeft(64);
            case 2 -> spec.userData64 = random.nextInt(3);
            case 3 -> spec.userData32 = random.nextInt(3);
            case 4 -> spec.ledger = random.nextInt(3);
            case 5 -> spec.code = random.nextInt(3);
            default -> {}
        }
        return spec;
    }

    private AccountSpec account(final boolean imported, final ReferenceLedger model) {
        final AccountSpec spec = AccountSpec.account(1 + random.nextInt(accountIds));
        spec.ledger = rarely() ? random.nextInt(3) : random.nextInt(5) == 0 ? 2 : 1;
        spec.code = rarely() ? 0 : 1 + random.nextInt(2);
        if (random.nextInt(3) == 0) {
            spec.userData128 = BigInteger.valueOf(random.nextInt(3)).shiftLeft(random.nextInt(2) * 64);
            spec.userData64 = random.nextInt(3);
            spec.userData32 = random.nextInt(3);
        }
        switch (random.nextInt(6)) {
            case 0, 1 -> spec.flags |= AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS;
            case 2 -> spec.flags |= AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS;
            default -> {}
        }
        if (random.nextInt(4) == 0) spec.flags |= AccountFlags.LINKED;
        if (random.nextInt(15) == 0) spec.flags |= AccountFlags.CLOSED;
        if (imported) {
            spec.flags |= AccountFlags.IMPORTED;
            spec.timestampNs = importedTimestamp(model);
        }
        if (rarely()) spec.flags ^= 1 << random.nextInt(16);
        if (rarely()) spec.reserved = 1;
        if (rarely()) spec.timestampNs = random.nextInt(3) - 1;
        if (rarely()) spec.id = random.nextBoolean() ? BigInteger.ZERO : TransferSpec.ID_MAX;
        return spec;
    }

    private long importedTimestamp(final ReferenceLedger model) {
        final List<Long> known = new ArrayList<>();
        model.accounts.values().forEach(account -> known.add(account.timestamp));
        model.transfers.values().forEach(transfer -> known.add(transfer.timestamp));
        return switch (random.nextInt(5)) {
            case 0 -> known.isEmpty() ? 1 : known.get(random.nextInt(known.size())) + random.nextInt(3) - 1;
            case 1 -> timeNs - random.nextInt(4);
            default -> model.lastTimestamp + 1 + random.nextInt(50);
        };
    }

    private List<TransferSpec> transfers(final int size, final ReferenceLedger model) {
        final boolean imported = random.nextInt(12) == 0;
        final List<TransferSpec> specs = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            final TransferSpec spec;
            final int kind = random.nextInt(10);
            if (kind == 0 && !sent.isEmpty()) {
                spec = retry();
            } else if (kind <= 3 && !model.transfers.isEmpty()) {
                spec = resolving(model);
            } else {
                spec = booking(model);
            }
            if (kind != 0) {
                if (random.nextInt(5) == 0) spec.flags |= TransferFlags.LINKED;
                if (imported) {
                    spec.flags |= TransferFlags.IMPORTED;
                    spec.timestampNs = importedTimestamp(model);
                    if (!rarely()) spec.timeout = 0;
                }
                spoil(spec);
            }
            specs.add(spec);
        }
        sent.addAll(specs);
        return specs;
    }

    private TransferSpec retry() {
        final TransferSpec spec = sent.get(random.nextInt(sent.size())).copy();
        switch (random.nextInt(24)) {
            case 0 -> spec.flags ^= 1 << random.nextInt(10);
            case 1 -> spec.pending = BigInteger.valueOf(1 + random.nextInt(transferIds));
            case 2 -> spec.timeout = random.nextInt(3);
            case 3 -> spec.debit = BigInteger.valueOf(random.nextInt(accountIds));
            case 4 -> spec.credit = BigInteger.valueOf(random.nextInt(accountIds));
            case 5 -> spec.amount = ProtocolLimits.AMOUNT_MAX;
            case 6 -> spec.amount = 0;
            case 7 -> spec.amount += random.nextInt(3) - 1;
            case 8 -> spec.userData128 = BigInteger.valueOf(random.nextInt(3));
            case 9 -> spec.userData64 = random.nextInt(3);
            case 10 -> spec.userData32 = random.nextInt(3);
            case 11 -> spec.ledger = random.nextInt(3);
            case 12 -> spec.code = random.nextInt(3);
            case 13 -> reference(spec);
            case 14 -> spec.reference = null;
            default -> {}
        }
        return spec;
    }

    private TransferSpec resolving(final ReferenceLedger model) {
        final List<ReferenceLedger.Transfer> all = new ArrayList<>(model.transfers.values());
        final List<ReferenceLedger.Transfer> open =
                all.stream().filter(ReferenceLedger.Transfer::isOpen).toList();
        final List<ReferenceLedger.Transfer> from = open.isEmpty() || random.nextInt(5) == 0 ? all : open;
        final ReferenceLedger.Transfer hold = from.get(random.nextInt(from.size()));
        final TransferSpec h = hold.effective;
        final TransferSpec spec = new TransferSpec();
        spec.id = BigInteger.valueOf(1 + random.nextInt(transferIds));
        spec.pending = h.id;
        spec.flags = switch (random.nextInt(5)) {
            case 0, 1 -> TransferFlags.VOID_PENDING;
            case 2 -> TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER;
            default -> TransferFlags.POST_PENDING;
        };
        final long remaining = hold.remaining.longValueExact();
        spec.amount = switch (random.nextInt(7)) {
            case 0 -> 0;
            case 1 -> ProtocolLimits.AMOUNT_MAX;
            case 2 -> remaining;
            case 3 -> h.amount;
            case 4 -> remaining + 1;
            default -> remaining / 2 + random.nextInt(2);
        };
        if (random.nextInt(3) == 0) {
            spec.debit = h.debit;
            spec.credit = h.credit;
            spec.ledger = h.ledger;
            spec.code = h.code;
        }
        userData(spec);
        if (spec.has(TransferFlags.VOID_PENDING) && random.nextBoolean()) {
            spec.amount = 0;
        }
        return spec;
    }

    private TransferSpec booking(final ReferenceLedger model) {
        final TransferSpec spec = TransferSpec.transfer(
                1 + random.nextInt(transferIds), 1 + random.nextInt(accountIds), 1 + random.nextInt(accountIds), 0);
        final ReferenceLedger.Account debit = model.accounts.get(spec.debit);
        spec.ledger = debit == null || rarely() ? 1 + random.nextInt(2) : debit.given.ledger;
        spec.code = 1 + random.nextInt(2);
        spec.amount = amount(debit);
        if (random.nextInt(3) == 0) {
            spec.flags |= TransferFlags.PENDING;
            spec.timeout = random.nextInt(4) * random.nextInt(2);
            if (random.nextInt(10) == 0) spec.flags |= TransferFlags.CLOSING_DEBIT;
            if (random.nextInt(10) == 0) spec.flags |= TransferFlags.CLOSING_CREDIT;
            if (random.nextInt(30) == 0) spec.timeout = -1;
        }
        if (random.nextInt(8) == 0) spec.flags |= TransferFlags.BALANCING_DEBIT;
        if (random.nextInt(8) == 0) spec.flags |= TransferFlags.BALANCING_CREDIT;
        userData(spec);
        return spec;
    }

    private long amount(final ReferenceLedger.Account debit) {
        if (extremeAmounts && random.nextInt(3) == 0) {
            return Long.MAX_VALUE - random.nextInt(3) * (random.nextBoolean() ? 1L : Long.MAX_VALUE / 4);
        }
        if (debit != null && random.nextInt(4) == 0) {
            // Exactly what the account has, or one more.
            final long free = debit.counters[3]
                    .subtract(debit.counters[1])
                    .subtract(debit.counters[0])
                    .longValue();
            return Math.max(0, free) + random.nextInt(2);
        }
        return random.nextInt(20) == 0 ? 0 : random.nextInt(200);
    }

    private void userData(final TransferSpec spec) {
        if (random.nextInt(4) == 0) {
            spec.userData128 = BigInteger.valueOf(random.nextInt(3)).shiftLeft(random.nextInt(2) * 64);
            spec.userData64 = random.nextInt(3);
            spec.userData32 = random.nextInt(3);
        }
        if (random.nextInt(5) == 0) {
            reference(spec);
        }
    }

    private void reference(final TransferSpec spec) {
        spec.reference(
                switch (random.nextInt(12)) {
                    case 0 -> "";
                    case 1 -> "x".repeat(35);
                    case 2 -> "x".repeat(36);
                    case 3 -> "tab\there";
                    case 4 -> "a\0b";
                    case 5 -> "\u00e9";
                    default -> "E" + random.nextInt(3);
                });
    }

    private void spoil(final TransferSpec spec) {
        if (random.nextInt(6) != 0) {
            return;
        }
        switch (random.nextInt(16)) {
            case 0 -> spec.flags ^= 1 << random.nextInt(16);
            case 1 -> spec.id = BigInteger.ZERO;
            case 2 -> spec.id = TransferSpec.ID_MAX;
            case 3 -> spec.amount = -1 - random.nextInt(2);
            case 4 -> spec.debit = BigInteger.ZERO;
            case 5 -> spec.debit = TransferSpec.ID_MAX;
            case 6 -> spec.credit = BigInteger.ZERO;
            case 7 -> spec.credit = TransferSpec.ID_MAX;
            case 8 -> spec.pending = random.nextBoolean() ? BigInteger.ZERO : BigInteger.valueOf(7);
            case 9 -> spec.pending = random.nextBoolean() ? TransferSpec.ID_MAX : spec.id;
            case 10 -> spec.timeout = 1;
            case 11 -> spec.ledger = random.nextInt(4);
            case 12 -> spec.code = random.nextInt(3);
            case 13 -> spec.timestampNs = random.nextInt(3) - 1;
            case 14 -> spec.debit = spec.credit;
            default -> spec.pending = BigInteger.valueOf(transferIds + 1000L);
        }
    }

    private boolean rarely() {
        return random.nextInt(40) == 0;
    }
}
