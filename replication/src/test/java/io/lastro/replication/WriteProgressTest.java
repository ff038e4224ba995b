package io.lastro.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How far the own writes are, with voids in between. */
class WriteProgressTest {
    private final WriteProgress writes = new WriteProgress(10);

    @Test
    void shouldBeginWhereTheRecoveryEnded() {
        assertEquals(10, writes.durableSequence());
        assertEquals(10, writes.appendedSequence());
    }

    @Test
    void shouldFollowTheTickets() {
        final long first = writes.begin(12, 0);
        final long second = writes.begin(15, 0);
        writes.appended(second);
        assertEquals(15, writes.appendedSequence());
        assertEquals(10, writes.durableSequence());
        writes.synced(first, 1);
        assertEquals(12, writes.durableSequence());
        writes.synced(second, 2);
        assertEquals(15, writes.durableSequence());
    }

    @Test
    void shouldNotBelieveAWriteFromBeforeAVoid() {
        final long before = writes.begin(14, 0);
        writes.truncate(11);
        final long voidTicket = writes.begin(11, 0);
        final long after = writes.begin(14, 0);
        writes.synced(before, 1);
        assertEquals(11, writes.durableSequence());
        writes.synced(voidTicket, 1);
        assertEquals(11, writes.durableSequence());
        writes.synced(after, 1);
        assertEquals(14, writes.durableSequence());
    }

    @Test
    void shouldFallBackToTheBaseOfAVoid() {
        writes.truncate(7);
        assertEquals(7, writes.durableSequence());
        assertEquals(7, writes.appendedSequence());
    }

    @Test
    void shouldSeeADiskThatStands() {
        assertEquals(0, writes.standingNs(1_000));
        final long first = writes.begin(11, 100);
        final long second = writes.begin(12, 150);
        assertEquals(400, writes.standingNs(500));
        writes.synced(first, 600);
        assertEquals(100, writes.standingNs(700));
        writes.forgive(50);
        assertEquals(50, writes.standingNs(700));
        writes.synced(second, 800);
        assertEquals(0, writes.standingNs(5_000));
    }

    @Test
    void shouldGrowWithoutForgetting() {
        for (int i = 1; i <= 200; i++) {
            writes.begin(10 + i, 0);
        }
        writes.synced(3, 0);
        assertEquals(13, writes.durableSequence());
        writes.synced(200, 0);
        assertEquals(210, writes.durableSequence());
    }
}
