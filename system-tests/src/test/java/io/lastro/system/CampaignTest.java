package io.lastro.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The fault campaigns in small, on real node processes. Each prints its seed; {@code -Dlastro.seed=N} repeats one. The
 * large ones, as {@code ./lastro campaign} runs them, are tagged slow.
 */
class CampaignTest {
    private static final long SEED = Long.getLong("lastro.seed", new SecureRandom().nextLong() >>> 1);

    @Test
    @Timeout(240)
    void shouldFindEveryAcknowledgedTransferAfterKills() throws Exception {
        final Tally tally = new Kills(4, SEED, 6_000, 400, 4).run();
        assertEquals(4, tally.get("kills"));
        assertTrue(tally.get("found as acknowledged") >= tally.get("acknowledged") / 2, tally::toString);
    }

    /** At every step of a checkpoint: the tree goes on, the next start signs, and the journal is the one that was signed. */
    @Test
    @Timeout(240)
    void shouldAuditOnAfterKillsAtEveryStepOfACheckpoint() throws Exception {
        final Tally tally = Kills.atCheckpoints(SEED, 2_000, 400).run();
        assertEquals(4, tally.get("kills"));
        assertEquals(5, tally.get("starts after which all was signed"));
        assertEquals(1, tally.get("trees built again with the signed root"));
    }

    @Test
    @Timeout(240)
    void shouldFindEveryAcknowledgedTransferAfterPowerLosses() throws Exception {
        final Tally tally = new Power(2, SEED, 5_000).run();
        assertEquals(4, tally.get("power losses"));
        assertTrue(tally.get("found as acknowledged") > 0, tally::toString);
    }

    @Test
    @Timeout(120)
    void shouldCutTornTailsAndStopAtFlippedBits() throws Exception {
        final Tally tally = new Tail(SEED).run(7, 600);
        assertTrue(tally.get("torn tails") > 100, tally::toString);
        assertTrue(tally.get("flips in committed frames refused") > 100, tally::toString);
    }

    @Test
    @Timeout(120)
    void shouldNotAcknowledgeBeforeADelayedSync() throws Exception {
        final Tally tally = new Syncs(SEED).delayed(3, null);
        assertTrue(tally.get("replies not before the delayed sync") > 3, tally::toString);
    }

    @Test
    @Timeout(120)
    void shouldHaltOnAFailedSyncWithoutAcknowledging() throws Exception {
        assertEquals(1, new Syncs(SEED).failing(true).get("failed syncs"));
    }

    @Test
    @Timeout(120)
    void shouldRefuseBadFramesAndServeOthers() throws Exception {
        final Tally tally = new BadInput(SEED).frames(60);
        assertTrue(tally.get("requests of the good client") > 30, tally::toString);
    }

    @Test
    @Timeout(120)
    void shouldSayWhyItDoesNotStart() throws Exception {
        assertTrue(new BadInput(SEED).places().get("starts refused clearly") >= 3);
    }

    @Test
    @Timeout(120)
    void shouldRefuseWritesAtTheFreeSpaceFloorAndGoOn() throws Exception {
        assertTrue(new FullDisk(SEED).slowly().get("writes refused at the floor") > 0);
    }

    @Test
    @Timeout(120)
    void shouldLoseNothingWhenTheDiskIsFullAtOnce() throws Exception {
        assertEquals(1, new FullDisk(SEED).atOnce().get("disks filled at once"));
    }

    @Test
    @Timeout(60)
    void shouldNameADirectoryThatCannotBeWritten() throws Exception {
        assertEquals(1, new FullDisk(SEED).readOnly().get("starts refused clearly"));
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldEndSoonAndLoseNothingWhateverIsInTheFiles() throws Exception {
        final Tally tally = new Fuzz(SEED).random(150);
        assertTrue(tally.get("changed journals refused") > 30, tally::toString);
        assertTrue(tally.get("batches decoded") > 3, tally::toString);
    }

    @Test
    @Tag("slow")
    @Timeout(600)
    void shouldRestoreTheNewestFinishedBackupWhicheverWasKilled() throws Exception {
        final Tally tally = new Backups(SEED).run(10);
        assertEquals(1, tally.get("digests equal on another path"));
        assertEquals(1, tally.get("flipped bytes named"));
    }

    @Test
    @Timeout(180)
    void shouldLoadTheRealSetAndNameBadLines() throws Exception {
        assertEquals(100, new Loads(SEED).run(100).get("bad lines named"));
    }

    @Test
    @Tag("slow")
    @Timeout(3_600)
    void shouldSurviveFiftyKills() throws Exception {
        assertEquals(50, new Kills(50, SEED, 40_000, 8_190, 1).run().get("kills"));
    }

    @Test
    @Tag("slow")
    @Timeout(3_600)
    void shouldSurviveFiftyDoublePowerLosses() throws Exception {
        assertEquals(100, new Power(50, SEED, 40_000).run().get("power losses"));
    }

    @Test
    @Tag("slow")
    @Timeout(3_600)
    void shouldCutEveryTornByteAndStopAtManyFlippedBits() throws Exception {
        assertEquals(20_000, new Tail(SEED).run(1, 20_000).get("flipped bits"));
    }
}
