package io.lastro.node.keys;

import io.lastro.hsm.ExtractionAttempt;
import io.lastro.hsm.HsmClient;
import io.lastro.hsm.HsmException;
import io.lastro.hsm.HsmPublicKey;
import io.lastro.hsm.HsmSignature;
import io.lastro.hsm.KeyInfo;
import io.lastro.hsm.SealedData;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keys check}: uses every key, and tries to get every key out of the token. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Uses every key, and tries to get every key out of the token.",
            "Signs and verifies a probe with the newest version of each signing key, in the token and with Java; wraps and"
                    + " unwraps, encrypts and decrypts with the others. Every version of every key has to refuse to be"
                    + " read, changed and wrapped out. One line per check; exit code 4 when one fails."
        })
final class CheckCommand implements Callable<Integer> {
    private static final byte[] PROBE = "lastro keys check".getBytes(StandardCharsets.US_ASCII);

    /** Wrapped and unwrapped, never used. */
    private static final byte[] PROBE_KEY = new byte[32];

    @Mixin
    private TokenOptions options;

    private int failed;

    @Override
    public Integer call() {
        return options.with(options.token(), client -> {
            final List<KeyInfo> keys = client.keys();
            for (final String needed : List.of(NodeToken.CHECKPOINT_KEY, NodeToken.DATA_KEY)) {
                check(
                        needed + " is there",
                        () -> keys.stream().anyMatch(key -> key.label().name().equals(needed)));
            }
            for (final KeyInfo key : keys) {
                if (key.active()) {
                    use(client, key);
                }
                check(key.label() + " was made in the token and guarded from then on", key.flags()::isSafe);
                tryToExtract(client, key);
            }
            options.out().println(failed == 0 ? "keys: good" : "keys: " + failed + " checks failed");
            return failed == 0 ? KeysCommand.DONE : KeysCommand.CHECK_FAILED;
        });
    }

    private void use(final HsmClient client, final KeyInfo key) {
        final String name = key.label().name();
        switch (key.type()) {
            case EC_P256, RSA_3072 ->
                check(key.label() + " signs, the token and Java verify", () -> signs(client, name));
            case AES_256_WRAP ->
                check(
                        key.label() + " wraps and unwraps",
                        () -> Arrays.equals(PROBE_KEY, client.unwrap(client.wrap(name, PROBE_KEY))));
            case AES_256_GCM ->
                check(key.label() + " encrypts and decrypts", () -> {
                    final SealedData sealed = client.encrypt(name, PROBE, PROBE);
                    return Arrays.equals(PROBE, client.decrypt(sealed, PROBE));
                });
        }
    }

    private static boolean signs(final HsmClient client, final String name) {
        final HsmSignature signature = client.sign(name, PROBE);
        return client.verify(signature.key(), signature.scheme(), PROBE, signature.bytes())
                && !client.verify(signature.key(), signature.scheme(), new byte[1], signature.bytes())
                && verifiesInJava(signature, signature.publicKey());
    }

    private static boolean verifiesInJava(final HsmSignature signature, final HsmPublicKey key) {
        try {
            final Signature verifier = switch (signature.scheme()) {
                case ECDSA_P256_SHA256 -> Signature.getInstance("SHA256withECDSA");
                case RSA_PKCS1_SHA256 -> Signature.getInstance("SHA256withRSA");
                case RSA_PSS_SHA256 -> {
                    final Signature pss = Signature.getInstance("RSASSA-PSS");
                    pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                    yield pss;
                }
            };
            verifier.initVerify(key.toJava());
            verifier.update(PROBE);
            return verifier.verify(signature.bytes());
        } catch (final GeneralSecurityException e) {
            return false;
        }
    }

    private void tryToExtract(final HsmClient client, final KeyInfo key) {
        try {
            for (final ExtractionAttempt attempt : client.tryToExtract(key.label())) {
                line(attempt.refused(), key.label() + " " + attempt.way() + ": " + attempt.answer());
            }
        } catch (final HsmException e) {
            line(false, key.label() + " cannot be asked for its value: " + e.getMessage());
        }
    }

    private void check(final String what, final BooleanSupplier check) {
        try {
            line(check.getAsBoolean(), what);
        } catch (final HsmException e) {
            line(false, what + ": " + e.getMessage());
        }
    }

    private void line(final boolean good, final String what) {
        options.out().println((good ? "ok      " : "FAILED  ") + what);
        failed += good ? 0 : 1;
    }
}
