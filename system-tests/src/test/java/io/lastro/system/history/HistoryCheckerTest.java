package io.lastro.system.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.protocol.CreateTransferResult;
import io.lastro.system.history.HistoryViolation.Kind;
import io.lastro.system.history.PlainHistory.Entry;
import io.lastro.system.history.PlainHistory.Op;
import io.lastro.system.history.PlainHistory.Row;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each kind of violation, made by changing one right history that is written out in {@link #writeDown()}. */
@Timeout(60)
class HistoryCheckerTest {
    private static final int EXISTS = CreateTransferResult.EXISTS.code();
    private static final int BURNED = CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND.code();
    private static final int FAILED_BEFORE = CreateTransferResult.ID_ALREADY_FAILED.code();

    private final PlainHistory history = new PlainHistory();
    private Op first;
    private Op read;
    private Op second;
    private Op unknown;
    private Op repeat;
    private Op lookup;
    private Op last;

    /**
     * <pre>
     *  client  asked-answered  what                        sequences
     *  0          10 - 20      writes 1 and 2              1, 2
     *  1          30 - 40      reads accounts 0 and 1      2
     *  0          50 - 60      writes 3                    3
     *  2          55 -         writes 4 and 5              4, 5
     *  0          70 - 80      writes 1 again              6: exists since 1
     *  1          90 - 100     looks up 1, 4, 99           6
     *  3          95 - 98      writes 7, refused           -
     *  0         110 - 120     writes 8 and 8, burned      7, 8
     * </pre>
     */
    @BeforeEach
    void writeDown() {
        first = write(0, 10, 20, 1, row(1, 100), row(2, 50));
        read = op(1, 30, 40, 2);
        read.kind = PlainHistory.Kind.READ;
        read.accounts = new int[] {0, 1};
        read.counters = new long[] {0, 150, 0, 0, 0, 0, 0, 150};
        second = write(0, 50, 60, 3, row(3, 7));
        unknown = write(2, 55, PlainHistory.NEVER, 4, row(4, 8), row(5, 9));
        final Row again = row(1, 100);
        again.code = EXISTS;
        again.original = 1;
        repeat = write(0, 70, 80, 6, again);
        lookup = op(1, 90, 100, 6);
        lookup.kind = PlainHistory.Kind.LOOKUP;
        lookup.ids = new long[] {1, 4, 99};
        lookup.found = new long[] {1, 4, 0};
        final Op refused = op(3, 95, 98, 0);
        refused.rows.add(row(7, 1));
        refused.refused = true;
        final Row burned = row(8, 1);
        burned.code = BURNED;
        final Row failed = row(8, 1);
        failed.code = FAILED_BEFORE;
        last = write(0, 110, 120, 7, burned, failed);
        history.end = 8;
    }

    private static Row row(final long id, final long amount) {
        return new Row(id, 0, 1, amount);
    }

    private Op op(final int client, final long invoked, final long responded, final long sequence) {
        final Op op = new Op();
        op.client = client;
        op.invoked = invoked;
        op.responded = responded;
        op.sequence = sequence;
        op.epoch = 1;
        history.ops.add(op);
        return op;
    }

    private Op write(
            final int client, final long invoked, final long responded, final long sequence, final Row... rows) {
        final Op op = op(client, invoked, responded, sequence);
        op.rows.addAll(List.of(rows));
        append(op, sequence);
        return op;
    }

    private void append(final Op op, final long sequence) {
        append(history, op, sequence);
    }

    private static void append(final PlainHistory history, final Op op, final long sequence) {
        for (int i = 0; i < op.rows.size(); i++) {
            final Row row = op.rows.get(i);
            final Entry entry = new Entry();
            entry.begins = i == 0;
            entry.sequence = sequence + i;
            entry.id = row.id;
            entry.code = row.code;
            entry.original = row.original;
            entry.content = row.content();
            entry.debit = row.debit;
            entry.credit = row.credit;
            entry.posted = row.code == 0 ? row.amount : 0;
            history.log.add(entry);
            history.end = Math.max(history.end, entry.sequence);
        }
    }

    private void assertFound(final Kind... kinds) {
        final HistoryReport report = history.check();
        assertEquals(
                Set.of(kinds),
                report.violations().stream().map(HistoryViolation::kind).collect(Collectors.toSet()),
                report::firstSentences);
        report.violations()
                .forEach(violation -> assertTrue(!violation.sentence().contains("%")));
    }

    @Test
    void shouldAcceptTheRightHistory() {
        final HistoryReport report = history.check();
        assertTrue(report.good(), report::firstSentences);
        assertEquals(
                "4 writes, 2 reads, 1 without answer (1 of them executed), sequences 1 to 8, 11 values: strictly"
                        + " serializable",
                report.toString());
    }

    @Test
    void shouldAcceptThatAnUnansweredRequestWasNotExecuted() {
        history.log.removeIf(entry -> entry.sequence == 4 || entry.sequence == 5);
        lookup.found[1] = 0;
        assertFound();
    }

    @Test
    void shouldTakeEqualTimesAsConcurrent() {
        read.responded = second.invoked;
        read.sequence = 3;
        read.counters = new long[] {0, 157, 0, 0, 0, 0, 0, 157};
        assertFound();
        read.responded--;
        assertFound(Kind.FUTURE_READ);
    }

    @Test
    void shouldFindAWriteBeforeOneThatHadBeenAnswered() {
        last.invoked = 1;
        last.responded = 5;
        assertFound(Kind.REAL_TIME, Kind.STALE_READ);
        assertEquals(
                "write 0 of client-0 (2 rows, sequence 1, asked at 10, answered at 20) took effect at sequence 1, but"
                        + " write 3 of client-0 (2 rows, sequence 7, asked at 1, answered at 5) had been answered before"
                        + " it was asked",
                history.check().violations().get(0).sentence());
    }

    @Test
    void shouldFindAnUnansweredRequestExecutedBeforeItWasAsked() {
        unknown.invoked = 85;
        assertFound(Kind.REAL_TIME);
    }

    @Test
    void shouldFindAStaleRead() {
        read.invoked = 61;
        read.responded = 65;
        assertFound(Kind.STALE_READ);
    }

    @Test
    void shouldFindAReadBehindAnotherRead() {
        read.invoked = 101;
        read.responded = 102;
        final HistoryReport report = history.check();
        assertEquals(Kind.STALE_READ, report.violations().get(0).kind());
    }

    @Test
    void shouldFindAReadOfWhatWasAskedForLater() {
        read.sequence = 3;
        read.counters = new long[] {0, 157, 0, 0, 0, 0, 0, 157};
        assertFound(Kind.FUTURE_READ);
    }

    @Test
    void shouldFindAReadBehindTheEndOfTheLog() {
        lookup.sequence = 90;
        last.invoked = 89;
        assertFound(Kind.FUTURE_READ);
    }

    @Test
    void shouldFindAReadInTheMiddleOfARequest() {
        read.sequence = 1;
        read.invoked = 15;
        read.counters = new long[] {0, 100, 0, 0, 0, 0, 0, 100};
        assertFound(Kind.TORN_READ);
    }

    @Test
    void shouldFindASequenceGivenTwice() {
        final Op other = op(4, 52, 58, 3);
        other.rows.add(row(3, 7));
        assertFound(Kind.SEQUENCE_TWICE);
    }

    @Test
    void shouldFindATransferCreatedTwice() {
        repeat.rows.get(0).code = 0;
        repeat.rows.get(0).original = 0;
        assertFound(Kind.OUTCOME_DIFFERS);
        history.entryAt(6).code = 0;
        history.entryAt(6).original = 0;
        assertFound(Kind.DOUBLED);
    }

    @Test
    void shouldFindABurnedIdThatIsUsed() {
        last.rows.get(1).code = 0;
        history.entryAt(8).code = 0;
        assertFound(Kind.DOUBLED);
    }

    @Test
    void shouldFindAnotherOriginal() {
        repeat.rows.get(0).original = 2;
        history.entryAt(6).original = 2;
        assertFound(Kind.OUTCOME_CHANGED);
    }

    @Test
    void shouldFindAnOlderEpochBehindANewerOne() {
        first.epoch = 2;
        second.epoch = 2;
        assertFound(Kind.EPOCH_BACK);
    }

    @Test
    void shouldFindALostAcknowledgement() {
        history.log.removeIf(entry -> entry.sequence >= 7);
        history.end = 6;
        assertFound(Kind.LOST);
        assertTrue(history.check().violations().get(0).sentence().contains("write 3 of client-0"));
    }

    @Test
    void shouldFindAnotherTransferInItsPlace() {
        history.entryAt(3).id = 33;
        assertFound(Kind.LOST, Kind.PHANTOM);
    }

    @Test
    void shouldFindAnotherResult() {
        second.rows.get(0).code = CreateTransferResult.LINKED_EVENT_FAILED.code();
        assertFound(Kind.OUTCOME_DIFFERS);
    }

    @Test
    void shouldFindOtherFields() {
        history.entryAt(3).content++;
        assertFound(Kind.CONTENT_DIFFERS);
        history.entryAt(3).content--;
        history.entryAt(5).content++;
        assertFound(Kind.CONTENT_DIFFERS);
    }

    @Test
    void shouldFindWhatNobodyAskedFor() {
        append(phantom(77), history.end + 1);
        history.entryAt(9).content = 4711;
        assertFound(Kind.PHANTOM);
    }

    @Test
    void shouldNameWhatWasExecutedAgainUnderAnotherId() {
        final Op twice = new Op();
        twice.rows.add(row(77, 100));
        twice.rows.add(row(78, 50));
        append(twice, history.end + 1);
        assertFound(Kind.PHANTOM);
        assertEquals(
                "it has the fields of write 0 of client-0 (2 rows, sequence 1, asked at 10, answered at 20), but another"
                        + " id: the log has transfer 77 at sequence 9, in a request of 2",
                history.check().violations().get(0).sentence());
    }

    @Test
    void shouldFindWhatWasRefusedBeforeItBecameAnEvent() {
        append(phantom(7), history.end + 1);
        assertFound(Kind.PHANTOM);
    }

    @Test
    void shouldFindAnAcknowledgedRequestTwiceInTheLog() {
        append(phantom(3), history.end + 1);
        assertFound(Kind.DOUBLED);
    }

    @Test
    void shouldFindAnUnansweredRequestTwiceInTheLog() {
        append(unknown, history.end + 1);
        assertFound(Kind.DOUBLED);
    }

    private static Op phantom(final long id) {
        final Op op = new Op();
        op.rows.add(row(id, 1));
        return op;
    }

    @Test
    void shouldFindAnUnansweredRequestThatIsThereInPart() {
        history.log.removeIf(entry -> entry.sequence == 5);
        assertFound(Kind.TORN);
    }

    @Test
    void shouldAllowUnansweredTransfersThatTheClientPackedIntoOneRequest() {
        final Op packed = new Op();
        packed.rows.add(row(11, 1));
        packed.rows.add(row(12, 1));
        append(packed, 9);
        for (int i = 0; i < 2; i++) {
            final Op one = op(4 + i, 130, PlainHistory.NEVER, 0);
            one.rows.add(packed.rows.get(i));
        }
        assertFound(Kind.TORN);
        history.ops.stream().filter(op -> op.client >= 4).forEach(op -> op.packed = true);
        assertFound();
        append(packed, 11);
        assertFound(Kind.DOUBLED);
    }

    @Test
    void shouldFindAWrongBalance() {
        read.counters[1]--;
        assertFound(Kind.WRONG_VALUE);
    }

    @Test
    void shouldFindAWrongLookup() {
        lookup.found[0] = 0;
        assertFound(Kind.WRONG_VALUE);
        lookup.found[0] = 1;
        lookup.found[2] = 2;
        assertFound(Kind.WRONG_VALUE);
    }

    @Test
    void shouldAllowARepeatWithinAChainThatIsUndone() {
        final Row undone = row(9, 1);
        undone.code = CreateTransferResult.LINKED_EVENT_FAILED.code();
        final Row repeated = row(9, 1);
        repeated.code = EXISTS;
        repeated.original = 9;
        write(0, 130, 140, 9, undone, repeated);
        write(0, 150, 160, 11, row(9, 1));
        assertFound();
    }

    /** What clients ask behind a check that found nothing; the log goes on. */
    private PlainHistory goesOn(final HistoryChecker checker) {
        assertTrue(history.check(checker).good());
        final PlainHistory next = new PlainHistory();
        next.log.addAll(history.log);
        next.end = history.end;
        return next;
    }

    private static Op ask(final PlainHistory next, final long sequence, final Row... rows) {
        final Op op = new Op();
        op.invoked = 200 + next.ops.size();
        op.responded = 300;
        op.sequence = sequence;
        op.rows.addAll(List.of(rows));
        next.ops.add(op);
        return op;
    }

    private static void assertFound(final PlainHistory next, final HistoryChecker checker, final Kind... kinds) {
        final HistoryReport report = next.check(checker);
        assertEquals(
                List.of(kinds),
                report.violations().stream().map(HistoryViolation::kind).toList(),
                report::firstSentences);
    }

    @Test
    void shouldGoOnBehindAnEarlierHistory() {
        final HistoryChecker checker = new HistoryChecker();
        final PlainHistory next = goesOn(checker);
        final Row again = row(2, 50);
        again.code = EXISTS;
        again.original = 2;
        append(next, ask(next, 9, row(9, 1), again), 9);
        final Op balances = ask(next, 10);
        balances.kind = PlainHistory.Kind.READ;
        balances.accounts = new int[] {0};
        balances.counters = new long[] {0, 175, 0, 0};
        assertFound(next, checker);
        assertEquals(10, next.check(new HistoryChecker()).endSequence());
    }

    @Test
    void shouldLookUpWhatAnEarlierHistoryWrote() {
        final HistoryChecker checker = new HistoryChecker();
        final PlainHistory next = goesOn(checker);
        final Op again = ask(next, 8);
        again.kind = PlainHistory.Kind.LOOKUP;
        again.ids = new long[] {1, 4, 8, 99};
        again.found = new long[] {1, 4, 0, 0};
        assertFound(next, checker);
        again.found[3] = 8;
        assertFound(next, checker, Kind.WRONG_VALUE);
    }

    @Test
    void shouldFindWhatAnEarlierHistoryKnewBetter() {
        final HistoryChecker checker = new HistoryChecker();
        final PlainHistory next = goesOn(checker);
        final Op stale = ask(next, 6);
        stale.kind = PlainHistory.Kind.LOOKUP;
        stale.ids = new long[] {1};
        stale.found = new long[] {1};
        assertFound(next, checker, Kind.STALE_READ);
    }

    @Test
    void shouldFindAnAnswerThatBelongsToAnEarlierHistory() {
        final HistoryChecker checker = new HistoryChecker();
        final PlainHistory next = goesOn(checker);
        ask(next, 3, row(3, 7));
        assertFound(next, checker, Kind.REAL_TIME);
    }

    @Test
    void shouldFindAnOlderEpochThanAnEarlierHistoryKnew() {
        final HistoryChecker checker = new HistoryChecker();
        history.ops.forEach(op -> op.epoch = 2);
        final PlainHistory next = goesOn(checker);
        final Op old = ask(next, 9, row(9, 1));
        old.epoch = 1;
        append(next, old, 9);
        assertFound(next, checker, Kind.EPOCH_BACK);
        old.epoch = 3;
        assertFound(next, checker);
    }

    @Test
    void shouldFindWhatIsExecutedAgainBehindAnEarlierHistory() {
        final HistoryChecker checker = new HistoryChecker();
        final PlainHistory next = goesOn(checker);
        append(next, ask(next, 9, row(3, 7)), 9);
        append(next, phantom(5), 10);
        assertFound(next, checker, Kind.DOUBLED, Kind.PHANTOM);
    }

    @Test
    void shouldFindAChangeInWhatWasCheckedBefore() {
        final HistoryChecker changed = new HistoryChecker();
        final PlainHistory next = goesOn(changed);
        history.entryAt(2).content++;
        assertFound(next, changed, Kind.LOG_CHANGED);
        history.entryAt(2).content--;
        final HistoryChecker shorter = new HistoryChecker();
        final PlainHistory cut = goesOn(shorter);
        cut.end = 7;
        cut.log.removeIf(entry -> entry.sequence == 8);
        assertFound(cut, shorter, Kind.LOG_CHANGED, Kind.LOG_CHANGED);
    }

    @Test
    void shouldEndWhenTheHistoryIsFull() {
        final HistoryRecorder recorder = new HistoryRecorder("client");
        for (int i = 0; i < HistoryRecorder.MAX_ROWS; i++) {
            recorder.transfer(i, 0, 0);
        }
        assertThrows(IllegalStateException.class, () -> recorder.transfer(0, 1, 0));
        assertThrows(IllegalStateException.class, () -> recorder.invokeBalances(1));
        assertThrows(IllegalStateException.class, () -> recorder.invokeLookup(1));
    }

    @Test
    void shouldRefuseAnswersThatFitNoQuestion() {
        final HistoryRecorder recorder = new HistoryRecorder("client");
        recorder.transfer(1, 0, 0);
        final int operation = recorder.invokeWrite(10);
        assertThrows(IllegalArgumentException.class, () -> recorder.answerWrite(operation, 20, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> recorder.answerWrite(operation, 9, 1, 0));
        recorder.answerWrite(operation, 20, 1, 0);
        assertThrows(IllegalArgumentException.class, () -> recorder.answerWrite(operation, 20, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> recorder.refuse(operation, 20));
    }
}
