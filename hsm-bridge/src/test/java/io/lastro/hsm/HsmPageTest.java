package io.lastro.hsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/hsm.md against the program. */
class HsmPageTest {
    private static final Path PAGE = Path.of(System.getProperty("lastro.home", ".."), "docs/hsm.md");

    @Test
    void shouldListEveryErrorCodeWithItsRemedy() throws IOException {
        final List<String> expected = Arrays.stream(HsmErrorCode.values())
                .map(code -> "| `" + code + "` | " + code.remedy() + " |")
                .toList();
        assertEquals(
                expected,
                Files.readAllLines(PAGE).stream()
                        .filter(line -> line.startsWith("| `HSM_"))
                        .toList());
    }

    @Test
    void shouldSayWhatToDoInEveryMessage() {
        for (final HsmErrorCode code : HsmErrorCode.values()) {
            assertFalse(code.remedy().isBlank(), code::name);
            assertEquals(code + ": it failed. " + code.remedy(), new HsmException(code, "it failed").getMessage());
        }
    }

    @Test
    void shouldNameTheKeysThatInitMakes() throws IOException {
        final String page = Files.readString(PAGE);
        assertTrue(page.contains("| `checkpoint` | ECDSA P-256 |") && page.contains("| `data` | AES-256,"));
    }
}
