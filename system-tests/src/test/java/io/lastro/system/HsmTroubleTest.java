package io.lastro.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real SoftHSM token in trouble beside a real node. {@code -Dlastro.seed=N} repeats the transfers of a run. */
class HsmTroubleTest {
    private static final long SEED = Long.getLong("lastro.seed", new SecureRandom().nextLong() >>> 1);

    @Test
    @Timeout(120)
    void shouldGoOnWithoutTheTokenOrWithASlowOneAndCatchUp() throws Exception {
        final Tally tally = new HsmTrouble(SEED).goneAndSlow(1);
        System.out.println(tally);
        assertEquals(1, tally.get("tokens gone and back"));
        assertEquals(5, tally.get("slow signatures"));
        assertEquals(1, tally.get("tokens that stood still"));
        assertEquals(1, tally.get("full verifications with the public key"));
    }

    @Test
    @Timeout(120)
    void shouldServeWithAWrongPinThatTheTokenSeesOnce() throws Exception {
        final Tally tally = new HsmTrouble(SEED).wrongPin();
        System.out.println(tally);
        assertTrue(tally.get("attempts to sign with a wrong PIN") >= 3, tally::toString);
        assertEquals(1, tally.get("wrong PINs that the token saw"));
    }

    @Test
    @Tag("slow")
    @Timeout(600)
    void shouldCatchUpEachTimeTheTokenIsBack() throws Exception {
        final Tally tally = new HsmTrouble(SEED).goneAndSlow(20);
        System.out.println(tally);
        assertEquals(20, tally.get("tokens gone and back"));
    }
}
