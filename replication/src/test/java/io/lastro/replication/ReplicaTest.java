package io.lastro.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Order of effects where the order is the rule. Everything else: the simulator. */
class ReplicaTest {
    private static final long MS = 1_000_000;
    private static final ClusterIdentity CLUSTER = new ClusterIdentity(1, 2, 1, 1);
    private static final Member ONE = new Member(0, 10);
    private static final Member TWO = new Member(1, 11);
    private static final Member THREE = new Member(2, 12);
    private static final long LIFE = 99;

    private final List<Effect> effects = new ArrayList<>();
    private long nowNs = 1_000 * MS;

    @Test
    void shouldAnswerNobodyBeforeItHasReadTheRecord() {
        final Replica replica = replica(TWO, 3, 0);
        step(replica, received(ONE, beat(5)));
        assertEquals(List.of(), effects);
        step(replica, new Event.Tick());
        assertEquals(List.of(new Effect.ReadConfig(0)), effects);
        step(replica, new Event.ConfigRead(0, null));
        assertEquals(Role.STARTING, replica.role());
        step(replica, new Event.ConfigRead(0, config(5)));
        assertEquals(Role.STANDBY, replica.role());
        assertEquals(5, replica.promised());
    }

    @Test
    void shouldPromiseBeforeItAsksForTheEpoch() {
        final Replica replica = candidate();
        assertEquals(List.of(new Effect.WritePromise(new PromiseRecord(6, 7))), effects);
        assertEquals(6, replica.promised());
        step(replica, new Event.PromiseWritten(new PromiseRecord(6, 7)));
        assertEquals(1, effects.size());
        final Effect.SwapConfig swap = (Effect.SwapConfig) effects.get(0);
        assertEquals(40, swap.expectedVersion());
        assertEquals(6, swap.config().epoch());
        assertEquals(TWO, swap.config().primary());
        assertEquals(List.of(TWO, THREE), swap.config().syncSet().members());
    }

    @Test
    void shouldRefuseTheOldPrimaryFromThePromiseOn() {
        final Replica replica = candidate();
        step(replica, received(ONE, beat(5)));
        assertEquals(List.of(new Effect.Send(ONE, new Message.Refuse(6))), effects);
    }

    @Test
    void shouldAskAgainAtTheSameVersionWhenTheAnswerIsLost() {
        final Replica replica = candidate();
        step(replica, new Event.PromiseWritten(new PromiseRecord(6, 7)));
        final Effect.SwapConfig first = (Effect.SwapConfig) effects.get(0);
        step(replica, new Event.SwapAnswered(first.requestId(), SwapOutcome.UNKNOWN, null));
        final Effect.ReadConfig read = (Effect.ReadConfig) effects.get(0);
        step(replica, new Event.ConfigRead(read.requestId(), config(5)));
        final Effect.SwapConfig second = (Effect.SwapConfig) effects.get(0);
        assertEquals(first.expectedVersion(), second.expectedVersion());
        assertEquals(first.config(), second.config());
        assertEquals(Role.CANDIDATE, replica.role());
    }

    @Test
    void shouldTakeBackThePromiseWhenTheSwapIsLostForCertain() {
        final Replica replica = candidate();
        step(replica, new Event.PromiseWritten(new PromiseRecord(6, 7)));
        final Effect.SwapConfig swap = (Effect.SwapConfig) effects.get(0);
        final ConfigRecord shrunk = config(5).shrunkBy(THREE).withVersion(41);
        step(replica, new Event.SwapAnswered(swap.requestId(), SwapOutcome.LOST, shrunk));
        assertEquals(Role.STANDBY, replica.role());
        assertEquals(5, replica.promised());
    }

    @Test
    void shouldStartItsEpochBehindItsWholeLogAndNotBeOpen() {
        final Replica replica = candidate();
        step(replica, new Event.PromiseWritten(new PromiseRecord(6, 7)));
        final Effect.SwapConfig swap = (Effect.SwapConfig) effects.get(0);
        step(
                replica,
                new Event.SwapAnswered(
                        swap.requestId(), SwapOutcome.WON, swap.config().withVersion(41)));
        assertEquals(Role.PRIMARY, replica.role());
        assertTrue(effects.contains(new Effect.MakeEpochStart(6, 2, ClusterMode.NORMAL)));
        assertFalse(replica.open());
    }

    @Test
    void shouldNotTakeOverWithoutBeingInTheSyncSet() {
        final Replica replica = started(new Member(3, 13), 0);
        wait(replica, 2_000);
        assertTrue(effects.stream().noneMatch(effect -> effect instanceof Effect.WritePromise));
        assertEquals(Role.STANDBY, replica.role());
    }

    @Test
    void shouldNotTakeOverAfterAPowerLossAtD2() {
        final Start start = new Start(TWO, LIFE, 8, new PromiseRecord(5, 7), log(), 1);
        final Replica replica = new Replica(ReplicaSettings.of(AckLevel.D2), start, PlantedBug.NONE);
        begin(replica);
        wait(replica, 2_000);
        assertEquals(Role.STANDBY, replica.role());
    }

    @Test
    void shouldVoidBehindTheCommonSequenceAndAcknowledgeNoMore() {
        final Replica replica = started(TWO, 0);
        wait(replica, 5);
        final Message.Position position = sent(Message.Position.class);
        step(replica, received(ONE, new Message.Reconcile(5, LIFE, position.question(), 1, 100, 0, 3)));
        assertTrue(effects.contains(new Effect.WriteVoid(1, 5, 1)));
        assertTrue(effects.contains(new Effect.Send(ONE, new Message.Acknowledge(5, LIFE, 1, 1, 0))));
        step(replica, received(ONE, new Message.Reconcile(5, LIFE, position.question(), 0, 0, 0, 3)));
        assertEquals(List.of(), effects);
    }

    @Test
    void shouldHaltWhenThePrimaryLacksWhatIsCommitted() {
        final Replica replica = started(TWO, 2);
        wait(replica, 5);
        final Message.Position position = sent(Message.Position.class);
        step(replica, received(ONE, new Message.Reconcile(5, LIFE, position.question(), 1, 100, 0, 3)));
        assertEquals(Role.HALTED, replica.role());
        step(replica, received(ONE, beat(5)));
        assertEquals(List.of(), effects);
    }

    private <T extends Message> T sent(final Class<T> type) {
        return effects.stream()
                .filter(effect -> effect instanceof Effect.Send)
                .map(effect -> ((Effect.Send) effect).message())
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    /** A standby that has suspected, polled and read; what it wants next is in the effects. */
    private Replica candidate() {
        final Replica replica = started(TWO, 0);
        for (int i = 0; i < 100; i++) {
            wait(replica, 5);
            final List<Effect> reads = effects.stream()
                    .filter(effect -> effect instanceof Effect.ReadConfig)
                    .toList();
            for (final Effect read : reads) {
                step(replica, new Event.ConfigRead(((Effect.ReadConfig) read).requestId(), config(5)));
                if (replica.role() == Role.CANDIDATE) {
                    return replica;
                }
            }
        }
        throw new AssertionError("never a candidate");
    }

    private Replica started(final Member self, final long commitSequence) {
        final Replica replica = replica(self, 5, commitSequence);
        begin(replica);
        return replica;
    }

    private void begin(final Replica replica) {
        step(replica, new Event.Tick());
        step(replica, new Event.ConfigRead(0, config(5)));
    }

    private void wait(final Replica replica, final long ms) {
        for (long i = 0; i < ms; i += 5) {
            nowNs += 5 * MS;
            step(replica, new Event.Tick());
        }
    }

    private void step(final Replica replica, final Event event) {
        effects.clear();
        replica.step(nowNs, event, effects);
    }

    private static Replica replica(final Member self, final long promised, final long commitSequence) {
        final Start start = new Start(self, LIFE, 7, new PromiseRecord(promised, 7), log(), commitSequence);
        return new Replica(ReplicaSettings.of(AckLevel.D3), start, PlantedBug.NONE);
    }

    private static LogIndex log() {
        final LogIndex log = new LogIndex();
        log.append(new LogFrame(true, 4, 1, 1, 100, 0, 0, new byte[0]));
        log.append(new LogFrame(false, 4, 2, 1, 101, 0, 0, new byte[0]));
        return log;
    }

    private static ConfigRecord config(final long epoch) {
        final List<Member> all = List.of(ONE, TWO, THREE);
        return new ConfigRecord(CLUSTER, 40, epoch, ONE, all, new SyncSet(all, 2), ClusterMode.NORMAL, 1);
    }

    private static Event received(final Member from, final Message message) {
        return new Event.Received(from, message);
    }

    private static Message beat(final long epoch) {
        return new Message.Heartbeat(epoch, 40, 0, new Watermarks(2, 2, 0), 0, LIFE);
    }
}
