package io.lastro.hsm;

import java.nio.file.Path;

/** Rotates a key from a process of its own: DIRECTORY NAME. */
final class OtherProcess {
    private OtherProcess() {}

    public static void main(final String[] arguments) {
        final HsmConfig config = new OwnToken(Path.of(arguments[0])).config(OwnToken.library());
        try (HsmClient client = HsmClient.open(config, HsmListener.NONE)) {
            client.rotate(arguments[1]);
        }
    }
}
