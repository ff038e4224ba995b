package io.lastro.node.keys;

import io.lastro.hsm.HsmConfig;
import io.lastro.hsm.HsmErrorCode;
import io.lastro.hsm.HsmException;
import io.lastro.hsm.OwnToken;
import io.lastro.hsm.PinSource;
import io.lastro.node.config.NodeConfig;
import java.nio.file.Path;
import java.util.Map;

/** The token that a node's configuration names. Immutable; any thread. */
public final class NodeToken {
    /** Name of the key that signs checkpoints: ECDSA P-256. */
    public static final String CHECKPOINT_KEY = "checkpoint";
    /** Name of the key under which data keys are wrapped: AES-256. */
    public static final String DATA_KEY = "data";

    private static final String DIRECTORY = "hsm";

    private final NodeConfig.Hsm hsm;
    private final Path dataDirectory;
    private final Map<String, String> environment;

    /** Of a configuration; the environment is where a PIN may be, such as {@code System.getenv()}. */
    public NodeToken(final NodeConfig config, final Map<String, String> environment) {
        hsm = config.identity().hsm();
        dataDirectory = config.identity().dataDirectory();
        this.environment = environment;
    }

    /** Whether it is the node's own SoftHSM token, in its data directory. */
    public boolean isOwn() {
        return hsm.token().isEmpty();
    }

    /** Makes the node's own token when it is not there. Blocks. */
    public void makeOwn() {
        own().make(library());
    }

    /** How to open it. Fails with an HsmException when library or own token are missing. */
    public HsmConfig config() {
        final HsmConfig config = isOwn() ? own().config(library()) : new HsmConfig(library(), hsm.token(), pin());
        return config.withPool(hsm.poolSize(), hsm.timeoutMs());
    }

    private OwnToken own() {
        return new OwnToken(dataDirectory.resolve(DIRECTORY));
    }

    private Path library() {
        return hsm.library() == null ? OwnToken.library() : hsm.library();
    }

    private PinSource pin() {
        if (hsm.pinFile() != null) {
            return PinSource.file(hsm.pinFile());
        }
        if (hsm.pinVariable().isEmpty()) {
            throw new HsmException(HsmErrorCode.HSM_PIN_MISSING, "token " + hsm.token() + " has no source of its PIN");
        }
        return PinSource.variable(hsm.pinVariable(), environment);
    }
}
