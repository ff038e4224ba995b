package io.lastro.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where two logs agree. A log is written as one digit per frame: the epoch in which it was made. */
class ReconciliationTest {
    private static final int ENDS = 64;

    @ParameterizedTest(name = "primary {0}, standby {1}: common up to {2}")
    @CsvSource({
        "111,      111,      3", // the same
        "111,      11,       2", // behind
        "112,      1111,     2", // a tail that the next epoch voids
        "1114,     113,      2", // an epoch that the primary never saw
        "11133,    112222,   2", // two tails
        "113,      1,        1",
        "1,        '',       0",
        "22,       11,       0", // nothing in common
        "112233,   11223,    5",
        "112244,   1122333,  4"
    })
    void shouldFindTheCommonSequence(final String primary, final String standby, final long common) {
        assertEquals(
                common, Reconciliation.commonSequence(log(primary), log(standby).epochEnds(ENDS)));
    }

    @ParameterizedTest(name = "with only {2} epochs named: {3}")
    @CsvSource({"1234, 1234, 1, 4", "123, 12344, 1, 0", "123, 12344, 2, 3"})
    void shouldStartFromTheBeginningWhenTooFarBehind(
            final String primary, final String standby, final int named, final long common) {
        assertEquals(
                common, Reconciliation.commonSequence(log(primary), log(standby).epochEnds(named)));
    }

    @ParameterizedTest
    @CsvSource({"1122, 2, 4", "1122, 1, 2", "1122, 3, 0", "'', 1, 0"})
    void shouldKnowWhereAnEpochEnds(final String frames, final long epoch, final long last) {
        assertEquals(last, log(frames).lastSequenceOf(epoch));
        assertTrue(log(frames).endsFrame(last));
    }

    private static LogIndex log(final String epochs) {
        final LogIndex log = new LogIndex();
        for (int i = 0; i < epochs.length(); i++) {
            final long epoch = epochs.charAt(i) - '0';
            log.append(new LogFrame(false, epoch, i + 1, 1, epoch * 100 + i, 0, 0, new byte[0]));
        }
        return log;
    }
}
