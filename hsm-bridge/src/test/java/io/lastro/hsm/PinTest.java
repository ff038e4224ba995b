package io.lastro.hsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PIN: where it may be, what is never said, and that a wrong one costs the token exactly one try. */
class PinTest {
    private static final String WRONG = "not-the-pin-4711";

    @TempDir
    Path directory;

    private TestToken token;

    @BeforeEach
    void makeToken() {
        token = new TestToken(directory.resolve("hsm"));
    }

    @AfterEach
    void close() {
        token.close();
    }

    @Test
    void shouldTryAWrongPinOnce() throws IOException {
        final Seam seam = new Seam();
        final HsmConfig config = token.config().withPin(PinSource.file(token.pinFile(WRONG)));
        final HsmException first =
                TestToken.assertFails(HsmErrorCode.HSM_PIN_WRONG, () -> token.open(config, seam::around));
        assertEquals(1, seam.logins());
        assertTrue(first.getMessage().contains("after one try"), first.getMessage());
        for (Throwable cause = first; cause != null; cause = cause.getCause()) {
            assertFalse(cause.toString().contains(WRONG));
        }
        for (int i = 0; i < 5; i++) {
            final HsmException again =
                    TestToken.assertFails(HsmErrorCode.HSM_PIN_WRONG, () -> token.open(config, seam::around));
            assertTrue(again.getMessage().contains("was not tried again"), again.getMessage());
            assertFalse(again.toString().contains(WRONG));
        }
        // The same PIN from another place is the same PIN.
        final HsmConfig variable = config.withPin(PinSource.variable("HSM_PIN", Map.of("HSM_PIN", WRONG)));
        TestToken.assertFails(HsmErrorCode.HSM_PIN_WRONG, () -> token.open(variable, seam::around));
        assertEquals(1, seam.logins(), "the token was asked more than once");
        // The token itself has counted: the flag is there until somebody logs in with the right PIN.
        try (HsmClient good = token.open(token.config(), seam::around)) {
            assertEquals(2, seam.logins());
            assertTrue(good.token().pinCountLow(), "the token saw no wrong PIN");
        }
        try (HsmClient better = token.open()) {
            assertFalse(better.token().pinCountLow());
        }
    }

    @Test
    void shouldTryANewPinInTheSameFile() throws IOException {
        final Seam seam = new Seam();
        final Path file = token.pinFile(WRONG + "2\n");
        final HsmConfig config = token.config().withPin(PinSource.file(file));
        TestToken.assertFails(HsmErrorCode.HSM_PIN_WRONG, () -> token.open(config, seam::around));
        Files.writeString(file, Files.readString(directory.resolve("hsm/user.pin")));
        assertEquals("lastro", token.open(config, seam::around).token().label());
        assertEquals(2, seam.logins());
    }

    @Test
    void shouldReadThePinFromTheEnvironment() throws IOException {
        final String pin = Files.readString(directory.resolve("hsm/user.pin")).strip();
        final PinSource source = PinSource.variable("LASTRO_PIN", Map.of("LASTRO_PIN", pin));
        assertEquals(
                "lastro",
                token.open(token.config().withPin(source), HsmListener.NONE)
                        .token()
                        .label());
        assertEquals("PIN variable LASTRO_PIN", source.toString());
    }

    @Test
    void shouldRefuseAPinFileThatOthersMayUse() throws IOException {
        final Path file = token.pinFile("1234");
        for (final String permissions : List.of("rw-r-----", "rw----r--", "rw--w----", "rwx--x---")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            final HsmException e = TestToken.assertFails(
                    HsmErrorCode.HSM_PIN_FILE_OPEN, () -> PinSource.file(file).read());
            assertTrue(e.getMessage().contains("chmod 600"), e.getMessage());
        }
        final HsmConfig config = token.config().withPin(PinSource.file(file));
        TestToken.assertFails(HsmErrorCode.HSM_PIN_FILE_OPEN, () -> token.open(config, HsmListener.NONE));
    }

    @Test
    void shouldTellThatThereIsNoPin() {
        final List<PinSource> missing = List.of(
                PinSource.file(directory.resolve("none")),
                PinSource.file(token.pinFile("")),
                PinSource.file(token.pinFile("\n")),
                PinSource.file(token.pinFile("12\n34\n")),
                PinSource.file(token.pinFile("1".repeat(257))),
                PinSource.variable("NONE", Map.of()),
                PinSource.variable("EMPTY", Map.of("EMPTY", "")));
        final Seam seam = new Seam();
        for (final PinSource source : missing) {
            TestToken.assertFails(
                    HsmErrorCode.HSM_PIN_MISSING,
                    () -> token.open(token.config().withPin(source), seam::around));
        }
        assertEquals(0, seam.logins());
    }

    /** SoftHSM never gets that far: its flags are put over the real token's. */
    @Test
    void shouldNotUseTheLastTry() {
        final Seam finalTry = new Seam()
                .state(found -> new TokenState(found.label(), found.serial(), found.model(), true, true, false));
        final HsmException e = TestToken.assertFails(
                HsmErrorCode.HSM_PIN_FINAL_TRY, () -> token.open(token.config(), finalTry::around));
        assertTrue(e.getMessage().contains("one more wrong PIN locks"), e.getMessage());
        assertEquals(0, finalTry.logins());
        token.open(token.config().withFinalTryAllowed(), finalTry::around).close();
        assertEquals(1, finalTry.logins());
        final Seam locked = new Seam()
                .state(found -> new TokenState(found.label(), found.serial(), found.model(), true, false, true));
        TestToken.assertFails(
                HsmErrorCode.HSM_PIN_LOCKED, () -> token.open(token.config().withFinalTryAllowed(), locked::around));
        assertEquals(0, locked.logins());
    }

    @Test
    void shouldNeverSayThePin() throws IOException {
        final String pin = Files.readString(directory.resolve("hsm/user.pin")).strip();
        final HsmConfig config = token.config();
        assertFalse(config.toString().contains(pin));
        try (HsmClient client = token.open(config, HsmListener.NONE)) {
            assertFalse(client.token().toString().contains(pin));
            final HsmException e =
                    TestToken.assertFails(HsmErrorCode.HSM_KEY_NOT_FOUND, () -> client.sign("x", new byte[1]));
            assertFalse(e.toString().contains(pin));
        }
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("hsm/user.pin"))));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("hsm/so.pin"))));
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("hsm"))));
    }
}
