package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command with the receipt that docs/audit-tree.md shows, as it is and altered. */
class VerifyReceiptCommandTest {
    private static final Path PAGE = Path.of(System.getProperty("lastro.home"), "docs/audit-tree.md");
    private static final String ORIGIN = "lastro.io/00112233445566778899aabbccddeeff/1/0";

    @TempDir
    Path directory;

    private Path key;
    private String receipt;
    private final StringWriter out = new StringWriter();

    @BeforeEach
    void takeTheExample() throws IOException {
        final String page = Files.readString(PAGE);
        key = Files.writeString(directory.resolve("key.pem"), block(page, "key"));
        receipt = block(page, "receipt");
    }

    private static String block(final String page, final String name) {
        final Matcher matcher =
                Pattern.compile("```" + name + "\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertTrue(matcher.find(), name);
        return matcher.group(1);
    }

    private int run(final byte[] file, final String... more) throws IOException {
        out.getBuffer().setLength(0);
        final Path path = Files.write(directory.resolve("receipt.proof"), file);
        final CommandLine line = new CommandLine(new VerifyReceiptCommand()).setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(out, true));
        final String[] words = new String[3 + more.length];
        words[0] = path.toString();
        words[1] = "--key";
        words[2] = key.toString();
        System.arraycopy(more, 0, words, 3, more.length);
        return line.execute(words);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldSayWhatIsProven() throws IOException {
        assertEquals(ExitCodes.OK, run(bytes(receipt), "--origin", ORIGIN), out::toString);
        for (final String words : new String[] {
            "it is proven",
            "sequence 3, ledger time 2023-11-14T22:13:20.000000003Z",
            "session 1122334455667788, request 9",
            "transfer 1001 was asked for: debit account 1, credit account 2, amount 2500, ledger 986, code 10",
            "reference \"invoice 42\"",
            "result created",
            "debit account 1 after it: debits posted 2500, pending 0; credits posted 0, pending 0",
            "credit account 2 after it: debits posted 0, pending 0; credits posted 2500, pending 0",
            "tree " + ORIGIN + ", 5 leaves",
            "BELIEVED: the leaf stands at sequence 3 of the signed tree of 5 leaves, signed by key f5f48020"
        }) {
            assertTrue(out.toString().contains(words), () -> words + " is missing in " + out);
        }
    }

    @Test
    void shouldNotBelieveWhatWasAltered() throws IOException {
        assertEquals(ExitCodes.DAMAGE, run(bytes(receipt.replace("\nsequence 3\nleaf", "\nsequence 4\nleaf"))));
        assertTrue(out.toString().contains("NOT BELIEVED: the leaf is sequence 3, the file says 4"), out::toString);
        assertEquals(ExitCodes.DAMAGE, run(bytes(receipt.replace("time 17", "time 18"))));
        assertTrue(out.toString().contains("NOT BELIEVED: the signature of"), out::toString);
        assertEquals(ExitCodes.DAMAGE, run(bytes(receipt), "--origin", "lastro.io/other/1/0"));
        assertTrue(out.toString().contains("NOT BELIEVED: the tree is not lastro.io/other/1/0"), out::toString);
        assertEquals(ExitCodes.DAMAGE, run(bytes(receipt.substring(0, 200))));
        assertTrue(out.toString().contains("is no receipt proof"), out::toString);
        assertEquals(ExitCodes.DAMAGE, run(new byte[1_000_000]));
    }

    @Test
    void shouldRefuseAKeyThatIsNone() throws IOException {
        Files.writeString(key, "nothing");
        assertEquals(ExitCodes.USAGE, run(bytes(receipt)));
        assertTrue(out.toString().contains("no PEM public key"), out::toString);
        Files.writeString(key, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        assertEquals(ExitCodes.USAGE, run(bytes(receipt)));
    }
}
