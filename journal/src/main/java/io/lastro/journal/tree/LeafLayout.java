package io.lastro.journal.tree;

import static io.lastro.journal.tree.LeafField.event;
import static io.lastro.journal.tree.LeafField.inherited;
import static io.lastro.journal.tree.LeafField.outcome;

import io.lastro.journal.tree.LeafField.Absent;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.util.List;

/**
 * Layout of a leaf, version 1, little-endian.
 *
 * <pre>
 *  offset size field
 *       0    1 version: 1
 *       1    1 kind: code of {@link LeafKind}
 *       2    8 sequence: leaf index + 1
 *      10    8 timestampNs: ledger time of the event
 *      18    8 session: of the request; 0 when none
 *      26    8 requestNo: of the request within its session; 0 when none
 *      34    4 presence: bit i says that field i of the kind's list follows
 *      38      the present fields in the order of their bits, without gaps
 * </pre>
 *
 * <p>A field stands in the leaf if and only if its value is another than the one its row gives for absence; so one
 * content has one encoding. A CHECKPOINT leaf has presence 0 and opaque bytes from offset 38 on.
 */
final class LeafLayout {
    static final int VERSION = 1;
    static final int VERSION_OFFSET = 0;
    static final int KIND_OFFSET = 1;
    static final int SEQUENCE_OFFSET = 2;
    static final int TIMESTAMP_NS_OFFSET = 10;
    static final int SESSION_OFFSET = 18;
    static final int REQUEST_NO_OFFSET = 26;
    static final int PRESENCE_OFFSET = 34;
    static final int HEADER_BYTES = 38;

    /** No leaf is longer: what an entry bundle of tlog-tiles can hold. */
    static final int MAX_BYTES = 65_535;

    /** No leaf of events and outcomes is longer. */
    static final int MAX_STRUCTURED_BYTES = 1_024;

    static final int REFERENCE_BYTES = ProtocolLimits.REFERENCE_FIELD_BYTES;

    static final List<LeafField> ACCOUNT = List.of(
            event("id", AccountEvent.ID_LOW_OFFSET, 16),
            event("userData128", AccountEvent.USER_DATA_128_LOW_OFFSET, 16),
            event("userData64", AccountEvent.USER_DATA_64_OFFSET, 8),
            event("timestampNs", AccountEvent.TIMESTAMP_NS_OFFSET, 8),
            event("userData32", AccountEvent.USER_DATA_32_OFFSET, 4),
            event("reserved", AccountEvent.RESERVED_OFFSET, 4),
            event("ledger", AccountEvent.LEDGER_OFFSET, 4),
            event("code", AccountEvent.CODE_OFFSET, 2),
            event("flags", AccountEvent.FLAGS_OFFSET, 2),
            outcome("result", AccountOutcome.RESULT_OFFSET, 4),
            outcome("outcomeTimestampNs", AccountOutcome.TIMESTAMP_NS_OFFSET, 8, Absent.LEAF_TIME),
            outcome("outcomeSequence", AccountOutcome.SEQUENCE_OFFSET, 8, Absent.LEAF_SEQUENCE));

    static final List<LeafField> TRANSFER = List.of(
            event("id", TransferEvent.ID_LOW_OFFSET, 16),
            event("debitAccountId", TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET, 16),
            event("creditAccountId", TransferEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET, 16),
            event("pendingId", TransferEvent.PENDING_ID_LOW_OFFSET, 16),
            event("userData128", TransferEvent.USER_DATA_128_LOW_OFFSET, 16),
            event("amount", TransferEvent.AMOUNT_OFFSET, 8),
            event("userData64", TransferEvent.USER_DATA_64_OFFSET, 8),
            event("timestampNs", TransferEvent.TIMESTAMP_NS_OFFSET, 8),
            event("userData32", TransferEvent.USER_DATA_32_OFFSET, 4),
            event("timeoutSeconds", TransferEvent.TIMEOUT_SECONDS_OFFSET, 4),
            event("ledger", TransferEvent.LEDGER_OFFSET, 4),
            event("code", TransferEvent.CODE_OFFSET, 2),
            event("flags", TransferEvent.FLAGS_OFFSET, 2),
            event("reference", TransferEvent.REFERENCE_INDEX_OFFSET, LeafField.REFERENCE),
            outcome("result", TransferOutcome.RESULT_OFFSET, 4),
            outcome("outcomeTimestampNs", TransferOutcome.TIMESTAMP_NS_OFFSET, 8, Absent.LEAF_TIME),
            outcome("outcomeSequence", TransferOutcome.SEQUENCE_OFFSET, 8, Absent.LEAF_SEQUENCE),
            inherited("outcomeAmount", TransferOutcome.AMOUNT_OFFSET, 8, TransferEvent.AMOUNT_OFFSET),
            outcome("debitDebitsPending", TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET, 8),
            outcome("debitDebitsPosted", TransferOutcome.DEBIT_DEBITS_POSTED_OFFSET, 8),
            outcome("debitCreditsPending", TransferOutcome.DEBIT_CREDITS_PENDING_OFFSET, 8),
            outcome("debitCreditsPosted", TransferOutcome.DEBIT_CREDITS_POSTED_OFFSET, 8),
            outcome("creditDebitsPending", TransferOutcome.CREDIT_DEBITS_PENDING_OFFSET, 8),
            outcome("creditDebitsPosted", TransferOutcome.CREDIT_DEBITS_POSTED_OFFSET, 8),
            outcome("creditCreditsPending", TransferOutcome.CREDIT_CREDITS_PENDING_OFFSET, 8),
            outcome("creditCreditsPosted", TransferOutcome.CREDIT_CREDITS_POSTED_OFFSET, 8),
            outcome("previousDebitSequence", TransferOutcome.PREVIOUS_DEBIT_SEQUENCE_OFFSET, 8),
            outcome("previousCreditSequence", TransferOutcome.PREVIOUS_CREDIT_SEQUENCE_OFFSET, 8),
            inherited(
                    "outcomeDebitAccountId",
                    TransferOutcome.DEBIT_ACCOUNT_ID_LOW_OFFSET,
                    16,
                    TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET),
            inherited(
                    "outcomeCreditAccountId",
                    TransferOutcome.CREDIT_ACCOUNT_ID_LOW_OFFSET,
                    16,
                    TransferEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET),
            inherited("outcomeLedgerAndCode", TransferOutcome.LEDGER_OFFSET, 6, TransferEvent.LEDGER_OFFSET),
            outcome("closedAccounts", TransferOutcome.CLOSED_ACCOUNTS_OFFSET, 2));

    static final List<LeafField> ADMIN = List.of(
            event("commandId", AdminEvent.COMMAND_ID_LOW_OFFSET, 16),
            event("accountId", AdminEvent.ACCOUNT_ID_LOW_OFFSET, 16),
            event("amount", AdminEvent.AMOUNT_OFFSET, 8),
            event("expectedVersion", 40, 8),
            event("validUntilNs", 48, 8),
            event("effectiveAtNs", 56, 8),
            event("expiresAtNs", 64, 8),
            event("blockId", AdminEvent.BLOCK_ID_LOW_OFFSET, 16),
            event("transferId", AdminEvent.TRANSFER_ID_LOW_OFFSET, 16),
            event("creditAccountId", AdminEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET, 16),
            event("kind", AdminEvent.KIND_OFFSET, 1),
            event("limitKind", 121, 1),
            event("blockKind", 122, 1),
            event("freezeSides", 123, 1),
            event("removes", 124, 1),
            event("configKey", 125, 1),
            event("codeCount", 126, 1),
            event("validSignatures", AdminEvent.VALID_SIGNATURES_OFFSET, 1),
            event("transferCode", 128, 2),
            event("codes", AdminEvent.CODES_OFFSET, 16),
            event("reserved", 146, 2),
            event("who", AdminEvent.WHO_OFFSET, AdminEvent.WHO_BYTES),
            event("why", AdminEvent.WHY_OFFSET, AdminEvent.WHY_BYTES),
            event("signature1", AdminEvent.SIGNATURES_OFFSET, 72),
            event("signature2", AdminEvent.SIGNATURES_OFFSET + 72, 72),
            outcome("result", AdminOutcome.RESULT_OFFSET, 4),
            outcome("outcomeTimestampNs", AdminOutcome.TIMESTAMP_NS_OFFSET, 8, Absent.LEAF_TIME),
            outcome("outcomeSequence", AdminOutcome.SEQUENCE_OFFSET, 8, Absent.LEAF_SEQUENCE),
            outcome("version", AdminOutcome.VERSION_OFFSET, 8),
            outcome("blockRemaining", AdminOutcome.BLOCK_REMAINING_OFFSET, 8),
            outcome("transfer", AdminOutcome.TRANSFER_OFFSET, AdminOutcome.TRANSFER_BYTES));

    static final List<LeafField> SESSION = List.of(
            event("sessionId", SessionEvent.SESSION_ID_OFFSET, 8),
            event("identity", SessionEvent.IDENTITY_LOW_OFFSET, 16),
            event("kind", SessionEvent.KIND_OFFSET, 4),
            event("reserved", SessionEvent.RESERVED_OFFSET, 4));

    private LeafLayout() {}

    /** Fields of a kind in the order of their bits; none for opaque bytes. */
    static List<LeafField> fields(final LeafKind kind) {
        return switch (kind) {
            case ACCOUNTS -> ACCOUNT;
            case TRANSFERS, EXPIRIES -> TRANSFER;
            case ADMIN -> ADMIN;
            case SESSIONS -> SESSION;
            case CHECKPOINT -> List.of();
        };
    }

    static int eventBytes(final LeafKind kind) {
        return switch (kind) {
            case ACCOUNTS -> AccountEvent.BLOCK_BYTES;
            case TRANSFERS, EXPIRIES -> TransferEvent.BLOCK_BYTES;
            case ADMIN -> AdminEvent.BLOCK_BYTES;
            case SESSIONS -> SessionEvent.BLOCK_BYTES;
            case CHECKPOINT -> 0;
        };
    }

    static int outcomeBytes(final LeafKind kind) {
        return switch (kind) {
            case ACCOUNTS -> AccountOutcome.BLOCK_BYTES;
            case TRANSFERS, EXPIRIES -> TransferOutcome.BLOCK_BYTES;
            case ADMIN -> AdminOutcome.BLOCK_BYTES;
            case SESSIONS, CHECKPOINT -> 0;
        };
    }
}
