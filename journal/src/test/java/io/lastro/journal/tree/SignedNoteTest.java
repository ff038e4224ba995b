package io.lastro.journal.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Notes and tree heads: the specification's own example, both kinds of keys, and everything that must be refused. */
class SignedNoteTest {
    private static final String ORIGIN = "lastro.io/0011/1/0";
    private static final byte[] ROOT = TreeHash.emptyRoot();
    private static final String CHAIN = "00112233445566778899aabbccddeeff";

    /** Key and note of the example in c2sp.org/signed-note. */
    @Test
    void shouldBelieveTheExampleOfTheSpecification() throws NoteException {
        final byte[] typed = Base64.getDecoder().decode("AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
        final byte[] spki = Arrays.copyOf(HexFormat.of().parseHex("302a300506032b6570032100"), 44);
        System.arraycopy(typed, 1, spki, 12, 32);
        final NoteKey key = NoteKey.ofSpki("example.com/foo", spki);
        assertEquals(0x530d903a, key.keyId());
        final String text = "This is an example message.\n";
        final String line =
                "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3m"
                        + "FXmRKuwHjG1Yu72IneyaQM=\n";
        final SignedNote note = parse(text + "\n" + line);
        assertEquals(text, note.text());
        assertEquals(List.of(key), note.verify(List.of(key)));
        assertEquals(text + "\n" + line, note.format());
        assertThrows(
                NoteException.class, () -> parse("Another message.\n\n" + line).verify(List.of(key)));
    }

    @Test
    void shouldSignAndVerifyWithBothKindsOfKeys() throws Exception {
        final KeyPairSigner ecdsa = KeyPairSigner.ecdsa(ORIGIN);
        final KeyPairSigner ed25519 = KeyPairSigner.ed25519(ORIGIN);
        final TreeHead head = TreeHead.of(ORIGIN, 17, ROOT, CHAIN, 17, CHAIN, 1_700_000_000_000_000_000L);
        final SignedNote note = SignedNote.sign(head.text(), ecdsa).with(ed25519);
        final SignedNote read = parse(note.format());
        assertEquals(1, read.verify(List.of(ecdsa.key())).size());
        assertEquals(1, read.verify(List.of(ed25519.key())).size());
        assertEquals(2, read.verify(List.of(ed25519.key(), ecdsa.key())).size());
        assertEquals(
                "no key that we know has signed the note",
                assertThrows(
                                NoteException.class,
                                () -> read.verify(
                                        List.of(KeyPairSigner.ecdsa(ORIGIN).key())))
                        .getMessage());
        assertThrows(NoteException.class, () -> read.verify(List.of(ecdsa.key().named("other"))));
        assertEquals(NoteKey.ofPem(ORIGIN, ecdsa.pem()).keyId(), ecdsa.key().keyId());
        final byte[] spkiHash = TreeHash.sha256().digest(ecdsa.publicKey());
        assertEquals(
                HexFormat.of().formatHex(spkiHash, 0, 4),
                String.format("%08x", ecdsa.key().keyId()));
        final SignedNote altered =
                parse(note.format().replace("\n17\n", "\n18\n").replace("sequence 17", "sequence 18"));
        assertThrows(NoteException.class, () -> altered.verify(List.of(ecdsa.key())));
    }

    @Test
    void shouldRejectTheWholeNoteWhenOneKnownKeyIsWrong() throws Exception {
        final KeyPairSigner good = KeyPairSigner.ed25519(ORIGIN);
        final KeyPairSigner other = KeyPairSigner.ed25519(ORIGIN);
        final String other1 = SignedNote.sign("another text\n", other).format();
        final String line = other1.substring(other1.indexOf('\u2014'));
        final SignedNote mixed = parse(SignedNote.sign("text\n", good).format() + line);
        assertEquals(1, mixed.verify(List.of(good.key())).size());
        assertThrows(NoteException.class, () -> mixed.verify(List.of(good.key(), other.key())));
    }

    @Test
    void shouldRefuseKeysOfOtherKinds() throws Exception {
        final KeyPairGenerator wide = KeyPairGenerator.getInstance("EC");
        wide.initialize(new ECGenParameterSpec("secp384r1"));
        final byte[] p384 = wide.generateKeyPair().getPublic().getEncoded();
        assertThrows(IllegalArgumentException.class, () -> NoteKey.ofSpki("k", p384));
        final KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        final byte[] other = rsa.generateKeyPair().getPublic().getEncoded();
        assertThrows(IllegalArgumentException.class, () -> NoteKey.ofSpki("k", other));
        assertThrows(IllegalArgumentException.class, () -> NoteKey.ofSpki("k", new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> NoteKey.ofPem("k", "no key"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text\\n\\n                                          | no signatures
            text\\n                                             | no empty line
            text\\n\\n- k AAAAAAAA\\n                           | no signature line
            text\\n\\n\u2014 k\\n                               | no signature line
            text\\n\\n\u2014 k AAAAAAAA more\\n                 | no signature line
            text\\n\\n\u2014 k+ AAAAAAAA\\n                     | no signature line
            text\\n\\n\u2014 k A?AAAAAA\\n                      | no base64
            text\\n\\n\u2014 k AAAAAAB=\\n                      | not canonical
            text\\n\\n\u2014 k AAAA\\n                          | a signature of 3 bytes
            text\\n\\n\u2014 k AAAAAAAA                         | last line is cut
            text\\n\\n\u2014 k AAAAAAAA\\n\u2014 k AAAAAAAB\\n  | two signatures of one key
            te\\txt\\n\\n\u2014 k AAAAAAAA\\n                   | control character
            """)
    void shouldRefuseAMalformedNote(final String note, final String reason) {
        final String text = note.replace("\\n", "\n").replace("\\t", "\t");
        final String message =
                assertThrows(NoteException.class, () -> parse(text)).getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void shouldBoundANote() {
        final String line = "\u2014 k" + "%d AAAAAAAA\n";
        final StringBuilder many = new StringBuilder("text\n\n");
        for (int i = 0; i <= SignedNote.MAX_SIGNATURES; i++) {
            many.append(String.format(line, i));
        }
        assertThrows(NoteException.class, () -> parse(many.toString()));
        assertThrows(NoteException.class, () -> parse("x".repeat(SignedNote.MAX_BYTES) + "\n\n\u2014 k AAAAAAAA\n"));
        assertThrows(NoteException.class, () -> SignedNote.parse(new byte[] {(byte) 0xFF, '\n', '\n', 'x', '\n'}));
    }

    @Test
    void shouldKeepUnknownExtensionsAndReadOurs() throws NoteException {
        final TreeHead head =
                TreeHead.parse(headText("chain " + CHAIN + "\nnew thing\nnew thing\ntime 5\nsequence 7\n"));
        assertEquals(Optional.of(CHAIN), head.chain());
        assertEquals(Optional.of(5L), head.timeNs());
        assertEquals(Optional.of(7L), head.sequence());
        assertEquals(Optional.empty(), head.digest());
        assertEquals(List.of("chain " + CHAIN, "new thing", "new thing", "time 5", "sequence 7"), head.extensions());
        assertEquals(headText("chain " + CHAIN + "\nnew thing\nnew thing\ntime 5\nsequence 7\n"), head.text());
        assertArrayEquals(ROOT, head.root());
        assertEquals(ORIGIN, TreeHead.origin("0011", 1, 0));
    }

    private static String headText(final String extensions) {
        return ORIGIN + "\n7\n" + Base64.getEncoder().encodeToString(ROOT) + "\n" + extensions;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chain 12\n",
                "chain " + CHAIN + "\nchain " + CHAIN + "\n",
                "sequence 07\n",
                "sequence 8\n",
                "time -1\n",
                "time 9999999999999999999\n",
                "time\n",
                "digest " + CHAIN + "0\n",
                "\n",
                "x"
            })
    void shouldRefuseMalformedExtensions(final String extensions) {
        assertThrows(NoteException.class, () -> TreeHead.parse(headText(extensions)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o\n7\n",
                "o\n07\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n-7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n7\n47DEQpj8HBSa\n",
                "\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
            })
    void shouldRefuseMalformedHeads(final String text) {
        assertThrows(NoteException.class, () -> TreeHead.parse(text));
    }

    private static SignedNote parse(final String note) throws NoteException {
        return SignedNote.parse(note.getBytes(StandardCharsets.UTF_8));
    }
}
