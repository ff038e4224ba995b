package io.lastro.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that are process 1 in each of their lives, as in a container. Needs the right to make PID namespaces. */
class PidNamespaceTest {
    private static final long SEED = Long.getLong("lastro.seed", new SecureRandom().nextLong() >>> 1);
    /** From the start of the process, with some thousand transfers behind. */
    private static final long FIRST_REPLY_MS = 3_000;

    @BeforeAll
    static void needsNamespaces() throws Exception {
        final String why = PidNamespaces.whyNotPermitted();
        assumeTrue(why == null, () -> "this machine or user makes no PID namespaces: " + why);
    }

    @Test
    @Timeout(120)
    void shouldStartAgainWithTheSameProcessNumber() throws Exception {
        run(1);
    }

    @Test
    @Tag("slow")
    @Timeout(600)
    void shouldStartAgainWithTheSameProcessNumberManyTimes() throws Exception {
        run(20);
    }

    private static void run(final int kills) throws Exception {
        final PidNamespaces campaign = new PidNamespaces(SEED);
        final Tally tally = campaign.run(kills, FIRST_REPLY_MS);
        System.out.println(tally);
        assertTrue(tally.get("kills") >= kills, tally::toString);
        assertEquals(1, tally.get("second nodes refused"));
        // On a machine that is busy with other things every start is late: the first one tells how late.
        final long limitMs = Math.max(FIRST_REPLY_MS, 2 * campaign.firstStartMs());
        assertTrue(campaign.fastestFirstReplyMs() <= limitMs, () -> campaign.fastestFirstReplyMs() + " ms");
    }
}
