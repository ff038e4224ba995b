package io.lastro.node.keys;

import io.lastro.hsm.HsmClient;
import io.lastro.hsm.KeyInfo;
import io.lastro.hsm.KeyType;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keys init}: the token, when it is the node's own, and the keys that a node needs. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the keys that a node needs, as far as they are not there.",
            "checkpoint (ECDSA P-256) signs checkpoints, data (AES-256) wraps data keys. Without a configured token, makes a"
                    + " SoftHSM token in data.dir/hsm first, with random PINs in files that only you can read. May be run"
                    + " again at any time."
        })
final class InitCommand implements Callable<Integer> {
    @Mixin
    private TokenOptions options;

    @Override
    public Integer call() {
        final NodeToken token = options.token();
        if (token.isOwn()) {
            token.makeOwn();
        }
        return options.with(token, client -> {
            options.out()
                    .println("token " + client.token().label() + ", serial "
                            + client.token().serial());
            final List<KeyInfo> present = client.keys();
            ensure(client, present, NodeToken.CHECKPOINT_KEY, KeyType.EC_P256);
            ensure(client, present, NodeToken.DATA_KEY, KeyType.AES_256_WRAP);
            return KeysCommand.DONE;
        });
    }

    private void ensure(final HsmClient client, final List<KeyInfo> present, final String name, final KeyType type) {
        final boolean there =
                present.stream().anyMatch(key -> key.label().name().equals(name));
        options.out()
                .println(
                        there ? name + " is there" : client.generate(name, type).label() + " made (" + type + ")");
    }
}
