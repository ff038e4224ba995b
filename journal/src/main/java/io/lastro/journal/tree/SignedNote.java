package io.lastro.journal.tree;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Text with signatures, in the format c2sp.org/signed-note: the text, an empty line, and for each signature a line of an
 * em dash, the key's name and base64 of key id (4 bytes, big-endian) and signature.
 *
 * <p>Immutable; any thread. The text is worth nothing before {@link #verify} has said so.
 */
public final class SignedNote {
    /** No note is longer. */
    public static final int MAX_BYTES = 64 * 1024;

    /** No note has more signatures. */
    public static final int MAX_SIGNATURES = 32;

    private static final int MAX_NAME_CHARS = 256;
    private static final int KEY_ID_BYTES = 4;
    private static final int MAX_SIGNATURE_BYTES = 8 * 1024;
    private static final String LINE_START = "\u2014 ";

    private final String text;
    private final List<NoteSignature> signatures;

    private SignedNote(final String text, final List<NoteSignature> signatures) {
        this.text = text;
        this.signatures = List.copyOf(signatures);
    }

    /** Signs a text that ends in a newline. */
    public static SignedNote sign(final String text, final NoteSigner signer) {
        return new SignedNote(text, List.of()).with(signer);
    }

    /** This note with one more signature. */
    public SignedNote with(final NoteSigner signer) {
        final byte[] signature = signer.sign(text.getBytes(StandardCharsets.UTF_8));
        final int keyId = NoteKey.ofSpki(signer.keyName(), signer.publicKey()).keyId();
        final List<NoteSignature> all = new ArrayList<>(signatures);
        all.add(new NoteSignature(signer.keyName(), keyId, signature));
        final SignedNote note = new SignedNote(text, all);
        try {
            return parse(note.format().getBytes(StandardCharsets.UTF_8)); // nothing leaves that we would not take
        } catch (final NoteException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Reads a note.
     *
     * @throws NoteException when it is not of the format.
     */
    public static SignedNote parse(final byte[] bytes) throws NoteException {
        check(bytes.length <= MAX_BYTES, "the note has " + bytes.length + " bytes, at most " + MAX_BYTES);
        final String note = utf8(bytes);
        for (int i = 0; i < note.length(); i++) {
            check(note.charAt(i) >= ' ' || note.charAt(i) == '\n', "the note has a control character at " + i);
        }
        final int split = note.lastIndexOf("\n\n");
        check(split > 0, "the note has no empty line in front of its signatures");
        check(note.endsWith("\n") && split + 2 < note.length(), "the note has no signatures, or its last line is cut");
        final String text = note.substring(0, split + 1);
        final String[] lines = note.substring(split + 2, note.length() - 1).split("\n", -1);
        check(
                lines.length <= MAX_SIGNATURES,
                "the note has " + lines.length + " signatures, at most " + MAX_SIGNATURES);
        final List<NoteSignature> signatures = new ArrayList<>();
        final Set<String> keys = new HashSet<>();
        for (final String line : lines) {
            final NoteSignature signature = signature(line);
            check(keys.add(signature.keyName() + ' ' + signature.keyId()), "two signatures of one key: " + show(line));
            signatures.add(signature);
        }
        return new SignedNote(text, signatures);
    }

    static String utf8(final byte[] bytes) throws NoteException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (final CharacterCodingException e) {
            throw new NoteException("the file is not UTF-8");
        }
    }

    private static NoteSignature signature(final String line) throws NoteException {
        final String[] parts = line.startsWith(LINE_START)
                ? line.substring(LINE_START.length()).split(" ", -1)
                : new String[0];
        check(parts.length == 2 && isName(parts[0]), "no signature line: " + show(line));
        final byte[] decoded = base64(parts[1], "signature line " + show(line));
        check(
                decoded.length > KEY_ID_BYTES && decoded.length <= KEY_ID_BYTES + MAX_SIGNATURE_BYTES,
                "a signature of " + decoded.length + " bytes: " + show(line));
        final ByteBuffer buffer = ByteBuffer.wrap(decoded);
        final int keyId = buffer.getInt();
        final byte[] signature = new byte[buffer.remaining()];
        buffer.get(signature);
        return new NoteSignature(parts[0], keyId, signature);
    }

    private static boolean isName(final String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME_CHARS
                && name.chars().noneMatch(c -> c == '+' || Character.isWhitespace(c) || Character.isSpaceChar(c));
    }

    /** Decodes standard base64 with padding, and only its canonical form. */
    static byte[] base64(final String text, final String where) throws NoteException {
        try {
            final byte[] decoded = Base64.getDecoder().decode(text);
            check(Base64.getEncoder().encodeToString(decoded).equals(text), "base64 is not canonical in " + where);
            return decoded;
        } catch (final IllegalArgumentException e) {
            throw new NoteException("no base64 in " + where);
        }
    }

    /** For messages: foreign text, made short. */
    static String show(final String line) {
        return '"' + (line.length() <= 80 ? line : line.substring(0, 80) + "...") + '"';
    }

    static void check(final boolean holds, final String what) throws NoteException {
        if (!holds) {
            throw new NoteException(what);
        }
    }

    /** The text, final newline included. */
    public String text() {
        return text;
    }

    /** The signatures in the order of their lines. */
    public List<NoteSignature> signatures() {
        return signatures;
    }

    /**
     * Checks the signatures of the keys that are known; those of others are passed over.
     *
     * @return the keys whose signature is good: at least one.
     * @throws NoteException when a known key's signature is wrong, or no known key has signed.
     */
    public List<NoteVerifier> verify(final List<? extends NoteVerifier> known) throws NoteException {
        final byte[] signed = text.getBytes(StandardCharsets.UTF_8);
        final List<NoteVerifier> good = new ArrayList<>();
        for (final NoteSignature signature : signatures) {
            for (final NoteVerifier key : known) {
                if (key.keyId() == signature.keyId() && key.keyName().equals(signature.keyName())) {
                    check(
                            key.verify(signed, signature.signature()),
                            "the signature of " + key.keyName() + " is not that of its key: the text was altered, or"
                                    + " somebody else signed");
                    good.add(key);
                }
            }
        }
        check(!good.isEmpty(), "no key that we know has signed the note");
        return good;
    }

    /** The note as it is written. */
    public String format() {
        final StringBuilder note = new StringBuilder(text).append('\n');
        for (final NoteSignature signature : signatures) {
            final ByteBuffer bytes = ByteBuffer.allocate(KEY_ID_BYTES + signature.signature().length);
            bytes.putInt(signature.keyId()).put(signature.signature());
            note.append(LINE_START).append(signature.keyName()).append(' ');
            note.append(Base64.getEncoder().encodeToString(bytes.array())).append('\n');
        }
        return note.toString();
    }
}
