package io.lastro.node.load;

import io.lastro.client.Id;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Makes the 128-bit id of a text: the first 16 bytes, big-endian, of SHA-256 over the UTF-8 bytes of
 * {@code namespace, NUL, kind, NUL, text}, where kind is {@code account}, {@code transfer} or {@code command}.
 *
 * <p>The same namespace and text give the same id, on every machine, every time: that is what makes a repeated load
 * harmless. One thread.
 */
final class TextId {
    private final byte[] accountPrefix;
    private final byte[] transferPrefix;
    private final byte[] commandPrefix;
    private final MessageDigest digest = LineReader.sha256();

    TextId(final String namespace) {
        accountPrefix = (namespace + "\0account\0").getBytes(StandardCharsets.UTF_8);
        commandPrefix = (namespace + "\0command\0").getBytes(StandardCharsets.UTF_8);
        transferPrefix = (namespace + "\0transfer\0").getBytes(StandardCharsets.UTF_8);
    }

    /** Id of an account. */
    Id account(final String text) {
        return of(accountPrefix, text);
    }

    /** Id of a transfer. */
    Id transfer(final String text) {
        return of(transferPrefix, text);
    }

    /** Id of an admin command. */
    Id command(final String text) {
        return of(commandPrefix, text);
    }

    private Id of(final byte[] prefix, final String text) {
        digest.update(prefix);
        final ByteBuffer hash = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        final long high = hash.getLong();
        final Id id = Id.of(hash.getLong(), high);
        return id.equals(Id.ZERO) || id.equals(Id.MAX) ? Id.of(1) : id;
    }
}
