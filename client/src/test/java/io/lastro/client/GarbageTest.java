package io.lastro.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.testnode.TestNode.Fault;
import io.lastro.protocol.CreateTransferResult;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GarbageTest extends ClientTestCommon {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            CRC_FLIPPED        | with CRC32C
            LENGTH_HUGE        | frame with length
            LENGTH_NEGATIVE    | frame with length
            LENGTH_SHORT       | frame with length
            UNKNOWN_TEMPLATE   | not a reply: template 999
            OTHER_SCHEMA       | message of schema 1
            WRONG_KIND         | answered CREATE_TRANSFERS with template
            COUNT_TOO_SMALL    | answered 2 entries
            COUNT_TOO_LARGE    | count does not fit the length
            UNKNOWN_RESULT     | unknown result code
            REQUEST_NEVER_SENT | which is not unanswered
            SEQUENCE_BACK      | the sequence goes back
            RECEIPT_TOO_OLD    | the receipt covers only
            UNKNOWN_ERROR_CODE | unknown error code 4711
            TEXT_TOO_LONG      | text of 5000 bytes
            TRUNCATED_ROOT     | root block too short
            RANDOM_BYTES       | frame with length
            """)
    void shouldCloseWithANamedCauseAndGoOn(final Fault fault, final String cause) {
        final LastroClient client = connect();
        client.createAccounts(List.of(account(1), account(2)));
        node.wrong(fault, 2);
        final List<TransferResult> results = client.createTransfers(
                List.of(transfer(10).build(), transfer(11).build()));
        assertEquals(
                List.of(CreateTransferResult.EXISTS, CreateTransferResult.EXISTS),
                results.stream().map(TransferResult::result).toList());
        assertTrue(results.get(0).resent());
        final ConnectionStats stats = client.stats();
        assertEquals(2, stats.violations(), stats::toString);
        assertTrue(stats.lastCause().contains(cause), stats::lastCause);
        assertEquals(3, node.sessions());
        assertEquals(2, ledger.transferCount());
    }
}
