package io.lastro.journal;

import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.SessionEvent;

/**
 * Payload of REQUEST, TICK, ADMIN and CHECKPOINT frames: batches one behind the other, whole requests only. Template 1, schema 1.
 *
 * <pre>
 *  batch = blockBytes   4  bytes of the batch, this field included
 *          kind         1  code of {@link BatchKind}
 *          session      varint
 *          requestNo    varint
 *          timestamp    varint, of the batch, ns
 *          sequence     varint, first sequence of the batch minus first sequence of the frame
 *          count        varint, 1..8190
 *          record x count
 *
 *  account record = presence 2, then each present field in bit order
 *    bit  field                     when absent
 *     0   id is 16 bytes            id is a varint (high half 0)
 *     -   id                        always there
 *     1   userData128, 16 bytes     0
 *     2   userData64, varint        0
 *     3   timestamp, varint         0
 *     4   userData32, varint        0
 *     5   reserved, varint          0
 *     6   ledger, varint            0
 *     7   code, varint              0
 *     8   flags, varint             0
 *     9   result, varint            0 = created
 *    10   outcome time, zigzag of the difference to batch timestamp - count + i + 1;   absent: none
 *    11   outcome sequence, zigzag of the difference to its own sequence;              absent: none
 *    12-15 must be 0
 *
 *  transfer record = presence 4, then each present field in bit order; ids before the rest
 *    bit  field                     when absent
 *     0   id is 16 bytes            id is a varint (high half 0)
 *     1   debit id is 16 bytes      debit id is a varint
 *     2   credit id is 16 bytes     credit id is a varint
 *     -   id, debit id, credit id   always there
 *     3   pendingId, 16 bytes       0
 *     4   userData128, 16 bytes     0
 *     5   timestamp, varint         0
 *     6   userData64, varint        0
 *     7   userData32, varint        0
 *     8   timeoutSeconds, varint    0
 *     9   ledger, varint            0
 *    10   code, varint              0
 *    11   flags, varint             0
 *    12   reference: length 1 byte (0..36), then the bytes without trailing zeros;     absent: no reference
 *    -    amount of the event, varint, always there
 *    13   result, varint            0 = created
 *    14   outcome time, zigzag difference as above
 *    15   outcome sequence, zigzag difference as above
 *    16   outcome amount, varint    the event's amount when created, else 0
 *    17-24 the eight balances in the order of TransferOutcome, varint;                 absent: 0
 *    25   previous debit sequence, varint of own sequence - it                         absent: 0
 *    26   previous credit sequence, likewise
 *    27   effective debit id, 16 bytes     the event's when created, else 0
 *    28   effective credit id, 16 bytes    likewise
 *    29   effective ledger and code, two varints                                       likewise
 *    30   closedAccounts, varint    0
 *    31   must be 0
 * </pre>
 *
 * <p>An expiry is a transfer record. An admin record is an AdminEvent block followed by an AdminOutcome block.
 * A session record is a SessionEvent block. A checkpoint record is a CheckpointEvent; its batch is alone in its frame and
 * has neither session nor request. Padding and reserved fields of the outcomes are not kept. A reference is inline, so
 * its index is counted anew when read: 1, 2, 3 in the order of the events. {@link Varint} draws the numbers.
 */
final class RecordLayout {
    static final int ACCOUNT_ID_WIDE = 1;
    static final int ACCOUNT_USER_DATA_128 = 1 << 1;
    static final int ACCOUNT_USER_DATA_64 = 1 << 2;
    static final int ACCOUNT_TIMESTAMP = 1 << 3;
    static final int ACCOUNT_USER_DATA_32 = 1 << 4;
    static final int ACCOUNT_RESERVED = 1 << 5;
    static final int ACCOUNT_LEDGER = 1 << 6;
    static final int ACCOUNT_CODE = 1 << 7;
    static final int ACCOUNT_FLAGS = 1 << 8;
    static final int ACCOUNT_RESULT = 1 << 9;
    static final int ACCOUNT_OUTCOME_TIMESTAMP = 1 << 10;
    static final int ACCOUNT_OUTCOME_SEQUENCE = 1 << 11;
    static final int ACCOUNT_UNKNOWN = 0xF000;

    static final int ID_WIDE = 1;
    static final int DEBIT_ID_WIDE = 1 << 1;
    static final int CREDIT_ID_WIDE = 1 << 2;
    static final int PENDING_ID = 1 << 3;
    static final int USER_DATA_128 = 1 << 4;
    static final int TIMESTAMP = 1 << 5;
    static final int USER_DATA_64 = 1 << 6;
    static final int USER_DATA_32 = 1 << 7;
    static final int TIMEOUT = 1 << 8;
    static final int LEDGER = 1 << 9;
    static final int CODE = 1 << 10;
    static final int FLAGS = 1 << 11;
    static final int REFERENCE = 1 << 12;
    static final int RESULT = 1 << 13;
    static final int OUTCOME_TIMESTAMP = 1 << 14;
    static final int OUTCOME_SEQUENCE = 1 << 15;
    static final int OUTCOME_AMOUNT = 1 << 16;
    static final int FIRST_BALANCE = 1 << 17;
    static final int BALANCES = 8;
    static final int PREVIOUS_DEBIT = 1 << 25;
    static final int PREVIOUS_CREDIT = 1 << 26;
    static final int EFFECTIVE_DEBIT_ID = 1 << 27;
    static final int EFFECTIVE_CREDIT_ID = 1 << 28;
    static final int EFFECTIVE_LEDGER_CODE = 1 << 29;
    static final int CLOSED_ACCOUNTS = 1 << 30;
    static final int UNKNOWN = 1 << 31;

    /** A created result. */
    static final int CREATED = 0;

    static final int BLOCK_BYTES_BYTES = 4;
    static final int REFERENCE_BYTES = ProtocolLimits.REFERENCE_FIELD_BYTES;

    /** No account record is longer. */
    static final int MAX_ACCOUNT_RECORD_BYTES = 2 + 16 + 16 + 9 * Varint.MAX_BYTES;

    /** No transfer record is longer. */
    static final int MAX_TRANSFER_RECORD_BYTES = 4
            + 5 * 16
            + 7 * Varint.MAX_BYTES
            + 1
            + REFERENCE_BYTES
            + 15 * Varint.MAX_BYTES
            + 2 * 16
            + 3 * Varint.MAX_BYTES;

    /** Every admin record has this length. */
    static final int ADMIN_RECORD_BYTES = AdminEvent.BLOCK_BYTES + AdminOutcome.BLOCK_BYTES;

    /** Every session record has this length. */
    static final int SESSION_RECORD_BYTES = SessionEvent.BLOCK_BYTES;

    /** No checkpoint record is longer. */
    static final int MAX_CHECKPOINT_RECORD_BYTES = CheckpointEvent.MAX_BYTES;

    /** No batch header is longer. */
    static final int MAX_BATCH_HEADER_BYTES = BLOCK_BYTES_BYTES + 1 + 5 * Varint.MAX_BYTES;

    /** Written, never read, behind the last field: see {@link Varint#write}. */
    static final int WRITE_SLACK_BYTES = 16;

    private RecordLayout() {}
}
