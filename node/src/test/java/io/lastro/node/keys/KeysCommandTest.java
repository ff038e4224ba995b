package io.lastro.node.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.lastro.hsm.HsmClient;
import io.lastro.hsm.HsmListener;
import io.lastro.hsm.KeyType;
import io.lastro.journal.tree.NoteKey;
import io.lastro.node.CommandRun;
import io.lastro.node.config.NodeConfigLoader;
import io.lastro.node.reads.SampleJournal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The keys commands as an operator would call them, over a real SoftHSM. */
class KeysCommandTest {
    @TempDir
    private Path directory;

    private Path config;
    private String printed;
    private String errors;

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(directory.resolve("node.yaml"), "data.dir: " + directory.resolve("data") + "\n");
    }

    private int run(final String... words) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final int exit = new CommandLine(new KeysCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute(Stream.concat(Stream.of(words), Stream.of("--config", config.toString()))
                        .toArray(String[]::new));
        printed = out.toString();
        errors = err.toString();
        return exit;
    }

    @Test
    void shouldMakeATokenAndItsKeysOnce() throws IOException {
        assertEquals(0, run("init"), () -> errors);
        assertTrue(printed.contains("checkpoint-v1 made (EC_P256)"), printed);
        assertTrue(printed.contains("data-v1 made (AES_256_WRAP)"), printed);
        final Path own = directory.resolve("data/hsm");
        final String pin = Files.readString(own.resolve("user.pin"));
        for (final String file : List.of("user.pin", "so.pin", "softhsm2.conf")) {
            assertEquals(
                    "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve(file))), file);
        }
        assertFalse(printed.contains(pin.strip()) || errors.contains(pin.strip()));
        assertEquals(0, run("init"));
        assertTrue(printed.contains("checkpoint is there") && printed.contains("data is there"), printed);
        assertEquals(pin, Files.readString(own.resolve("user.pin")));
    }

    @Test
    void shouldListAndRotate() throws IOException {
        run("init");
        assertEquals(0, run("rotate", "checkpoint"), () -> errors);
        assertEquals("checkpoint-v2 made; it is the one in use now", printed.strip());
        assertEquals(0, run("list"));
        final List<String> lines = printed.lines().toList();
        assertEquals(4, lines.size(), printed);
        assertTrue(
                lines.get(1).matches("checkpoint-v1 +EC_P256 +verify +20\\S+Z +never leaves the token"), lines.get(1));
        assertTrue(lines.get(2).matches("checkpoint-v2 +EC_P256 +sign, verify +20\\S+Z +never.*"), lines.get(2));
        assertTrue(lines.get(3).matches("data-v1 +AES_256_WRAP +all +20\\S+Z +never.*"), lines.get(3));
        assertEquals(0, run("list", "--json"));
        int objects = 0;
        try (JsonParser parser = new JsonFactory().createParser(printed)) {
            while (parser.nextToken() != null) {
                objects += parser.currentToken().isStructStart() ? 1 : 0;
            }
        }
        assertEquals(5, objects, "the token, the list and three keys");
        assertTrue(printed.contains("\"label\":\"checkpoint-v2\",\"name\":\"checkpoint\",\"version\":2"), printed);
        assertTrue(printed.contains("\"extractable\":false"), printed);
        assertEquals(1, run("rotate", "nothing"));
        assertTrue(errors.contains("HSM_KEY_NOT_FOUND"), errors);
    }

    @Test
    void shouldCheckEveryKey() {
        run("init");
        run("rotate", "checkpoint");
        try (HsmClient client = HsmClient.open(token().config(), HsmListener.NONE)) {
            client.generate("settlement", KeyType.RSA_3072);
            client.generate("pii", KeyType.AES_256_GCM);
        }
        assertEquals(0, run("check"), () -> printed + errors);
        for (final String line : List.of(
                "ok      checkpoint-v2 signs, the token and Java verify",
                "ok      settlement-v1 signs, the token and Java verify",
                "ok      data-v1 wraps and unwraps",
                "ok      pii-v1 encrypts and decrypts",
                "ok      checkpoint-v1 read CKA_VALUE: CKR_ATTRIBUTE_SENSITIVE",
                "ok      settlement-v1 read CKA_PRIVATE_EXPONENT: CKR_ATTRIBUTE_SENSITIVE",
                "ok      data-v1 wrap it out: CKR_KEY_UNEXTRACTABLE")) {
            assertTrue(printed.contains(line), () -> line + " in\n" + printed);
        }
        assertTrue(printed.strip().endsWith("keys: good"), printed);
    }

    @Test
    void shouldFailWhenSomethingIsMissing() throws IOException {
        assertEquals(1, run("check"));
        assertTrue(errors.contains("HSM_TOKEN_NOT_FOUND") && errors.contains("./lastro keys init"), errors);
        token().makeOwn(); // a token without keys
        assertEquals(4, run("check"));
        assertTrue(printed.contains("FAILED  checkpoint is there"), printed);
        assertTrue(printed.contains("keys: 2 checks failed"), printed);
        Files.writeString(config, "hsm: {token: wallet}\n");
        assertEquals(2, run("check"));
        assertTrue(errors.contains("needs hsm.pin-file or hsm.pin-env"), errors);
    }

    @Test
    void shouldReachAnyTokenByConfigurationAlone() throws IOException {
        run("init");
        final Path own = directory.resolve("data/hsm");
        Files.writeString(
                config,
                "hsm: {token: lastro, pin-file: " + own.resolve("user.pin") + ", pool-size: 2, timeout-ms: 2000}\n");
        // SoftHSM of this process still has the configuration of the token that was made above.
        assertEquals(0, run("check"), () -> printed + errors);
        Files.writeString(config, "hsm: {library: /nowhere/lib.so, token: lastro, pin-env: NO_SUCH_PIN}\n");
        assertEquals(1, run("list"));
        assertTrue(errors.contains("HSM_LIBRARY_MISSING"), errors);
    }

    @Test
    void shouldTakeThePinFromTheVariableThatIsConfigured() throws IOException {
        run("init");
        final String pin =
                Files.readString(directory.resolve("data/hsm/user.pin")).strip();
        Files.writeString(config, "hsm: {token: lastro, pin-env: WALLET_PIN}\n");
        final NodeToken byVariable = new NodeToken(NodeConfigLoader.load(config, Map.of()), Map.of("WALLET_PIN", pin));
        assertFalse(byVariable.isOwn());
        try (HsmClient client = HsmClient.open(byVariable.config(), HsmListener.NONE)) {
            assertEquals(2, client.keys().size());
        }
        assertEquals(1, run("list")); // this process has no such variable
        assertTrue(errors.contains("HSM_PIN_MISSING: PIN variable WALLET_PIN is not set"), errors);
    }

    @Test
    void shouldExplainItself() {
        assertEquals(
                0,
                new CommandLine(new KeysCommand())
                        .setOut(new PrintWriter(new StringWriter()))
                        .execute("--help"));
        for (final String command : List.of("init", "list", "rotate", "check")) {
            assertEquals(0, run(command, "--help"), command);
            assertTrue(printed.contains("Usage: keys " + command), printed);
        }
    }

    private NodeToken token() {
        return new NodeToken(NodeConfigLoader.load(config, Map.of()), Map.of());
    }

    @Test
    void shouldExportTheKeysOfAllVersionsNewestFirst() throws IOException {
        run("init");
        run("rotate", "checkpoint");
        final Path file = directory.resolve("checkpoint.pem");
        assertEquals(0, run("export", "checkpoint", "--out", file.toString()), () -> errors);
        final String pem = Files.readString(file);
        assertTrue(pem.startsWith("# checkpoint-v2\n-----BEGIN PUBLIC KEY-----\n"), pem);
        assertTrue(pem.contains("# checkpoint-v1\n"), pem);
        final List<NoteKey> keys = NoteKey.allOfPem("name", pem);
        assertEquals(2, keys.size());
        assertTrue(keys.get(0).keyId() != keys.get(1).keyId());
        assertEquals(0, run("export", "checkpoint"));
        assertEquals(pem, printed);
        assertEquals(1, run("export", "nothing"));
        assertTrue(errors.contains("HSM_KEY_NOT_FOUND"), errors);
        assertEquals(1, run("export", "data"));
        assertTrue(errors.contains("is secret and has no public key"), errors);
    }

    @Test
    void shouldSignReportsSoThatOpensslVerifiesThem() throws Exception {
        run("init");
        final Path pem = directory.resolve("checkpoint.pem");
        run("export", "checkpoint", "--out", pem.toString());
        final Path journal = directory.resolve("journal");
        SampleJournal.write(journal, 3, 50);
        final Path report = directory.resolve("report.json");
        final CommandRun audit =
                CommandRun.of("audit", journal, "--out", report, "--sign", "checkpoint", "--config", config);
        assertEquals(0, audit.exitCode(), audit.errors());
        final Path signed = directory.resolve("report.json.sig");
        final Signature check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(NoteKey.spkiOfPem(Files.readString(pem)))));
        check.update(Files.readAllBytes(report));
        assertTrue(check.verify(Files.readAllBytes(signed)));
        final boolean openssl = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "openssl")));
        if (openssl) {
            final String[] words = {
                "openssl",
                "dgst",
                "-sha256",
                "-verify",
                pem.toString(),
                "-signature",
                signed.toString(),
                report.toString()
            };
            assertEquals(0, new ProcessBuilder(words).inheritIO().start().waitFor());
            Files.writeString(report, Files.readString(report).replace("\"good\"", "\"evil\""));
            assertEquals(1, new ProcessBuilder(words).inheritIO().start().waitFor());
        }
        assertEquals(
                1,
                CommandRun.of("audit", journal, "--out", report, "--sign", "nothing", "--config", config)
                        .exitCode());
    }
}
