package io.lastro.hsm;

import io.lastro.hsm.pkcs11.Pkcs11Driver;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A token's keys. Any thread; every call waits at most the configured time and fails with an {@link HsmException}. Never
 * called on the engine's thread.
 *
 * <p>A call that finds the token gone connects again and is repeated once; what makes or destroys keys is not repeated.
 */
public final class HsmClient implements AutoCloseable {
    /** Making a key may take longer than other calls: RSA in slow devices. */
    private static final long GENERATE_TIMEOUT_MS = 30_000;
    /** Loading a library and logging in may, too. */
    private static final long CONNECT_TIMEOUT_MS = 10_000;
    /** Whoever ends a process must not wait for a token that stands still. */
    private static final long CLOSE_TIMEOUT_MS = 2_000;
    /** Wrapped keys are this much longer than plain ones. */
    private static final int WRAP_BYTES = 8;

    private static final int DATA_KEY_BYTES = 32;

    private final HsmConfig config;
    private final HsmListener listener;
    private final Connection connection;
    private final SessionWorkers workers;

    private HsmClient(final HsmConfig config, final TokenDriver driver, final HsmListener listener) {
        this.config = config;
        this.listener = listener;
        connection = new Connection(config, driver, listener);
        workers = new SessionWorkers(connection, config.poolSize());
    }

    /** Loads the library, finds the token and logs in. */
    public static HsmClient open(final HsmConfig config, final HsmListener listener) {
        return open(config, new Pkcs11Driver(config), listener);
    }

    /** The same over another driver. */
    static HsmClient open(final HsmConfig config, final TokenDriver driver, final HsmListener listener) {
        final HsmClient client = new HsmClient(config, driver, listener);
        client.workers.start();
        try {
            client.timed(HsmOperation.CONNECT, () -> {
                client.workers.connect(Math.max(config.timeoutMs(), CONNECT_TIMEOUT_MS));
                return null;
            });
            return client;
        } catch (final HsmException e) {
            client.close();
            throw e;
        }
    }

    /** What the token said about itself when it was connected. */
    public TokenState token() {
        return connection.state();
    }

    /** Signs with the newest version of a key: ECDSA or PSS, by the type of the key. */
    public HsmSignature sign(final String name, final byte[] message) {
        return sign(name, null, message);
    }

    /**
     * Signs with the newest version of a key.
     *
     * @param scheme null: the one that goes with the key's type.
     * @param message the message itself, of any length; it is hashed here, and only the hash goes to the token.
     */
    public HsmSignature sign(final String name, final SignatureScheme scheme, final byte[] message) {
        return call(HsmOperation.SIGN, session -> {
            final TokenKey key = safe(newest(session, name));
            final SignatureScheme used = scheme == null ? SignatureScheme.of(key.type()) : scheme;
            demand(key, used.keyType());
            final byte[] raw = session.sign(key, used, message);
            return new HsmSignature(
                    key.label(),
                    used,
                    used == SignatureScheme.ECDSA_P256_SHA256 ? EcdsaSignatures.toDer(raw) : raw,
                    publicKey(session, key));
        });
    }

    /**
     * Whether a signature is good, asked of the token.
     *
     * @param key name and version that signed; any that is not retired.
     * @param signature ECDSA as DER.
     */
    public boolean verify(
            final KeyLabel key, final SignatureScheme scheme, final byte[] message, final byte[] signature) {
        final byte[] raw;
        try {
            raw = scheme == SignatureScheme.ECDSA_P256_SHA256 ? EcdsaSignatures.toP1363(signature) : signature;
        } catch (final IllegalArgumentException e) {
            return false; // no signature in any encoding
        }
        if (raw.length == 0) {
            return false; // which tokens take for a mistake of the caller
        }
        return call(HsmOperation.VERIFY, session -> {
            final TokenKey found = exactly(session, key);
            demand(found, scheme.keyType());
            return session.verify(found, scheme, message, raw);
        });
    }

    /** The public key of the newest version. */
    public HsmPublicKey publicKey(final String name) {
        return call(HsmOperation.PUBLIC_KEY, session -> publicKey(session, newest(session, name)));
    }

    /** The public key of a version. */
    public HsmPublicKey publicKey(final KeyLabel key) {
        return call(HsmOperation.PUBLIC_KEY, session -> publicKey(session, exactly(session, key)));
    }

    /**
     * Wraps a data key under the newest version of a wrapping key.
     *
     * @param dataKey 16, 24 or 32 bytes.
     */
    public WrappedKey wrap(final String name, final byte[] dataKey) {
        checkKeyLength(dataKey.length);
        return call(HsmOperation.WRAP, session -> wrap(session, name, dataKey));
    }

    /** A fresh data key of 32 bytes, random from the token, and the same wrapped. */
    public DataKey newDataKey(final String name) {
        return call(HsmOperation.WRAP, session -> {
            final byte[] plain = session.random(DATA_KEY_BYTES);
            return new DataKey(plain, wrap(session, name, plain));
        });
    }

    /** The data key in its wrapping; overwrite it after use. HSM_DATA_REFUSED when the wrapping was changed. */
    public byte[] unwrap(final WrappedKey wrapped) {
        checkKeyLength(wrapped.bytes().length - WRAP_BYTES);
        return call(HsmOperation.UNWRAP, session -> {
            final TokenKey key = safe(exactly(session, wrapped.key()));
            demand(key, KeyType.AES_256_WRAP);
            return session.unwrap(key, wrapped.bytes());
        });
    }

    /**
     * Encrypts under the newest version of an AES-GCM key, with a random nonce from the token. At most 2^32 times with
     * one version: rotate before.
     *
     * @param associated bytes that decrypting has to give again; may be empty.
     * @param plain at least one byte.
     */
    public SealedData encrypt(final String name, final byte[] associated, final byte[] plain) {
        if (plain.length == 0) {
            throw new IllegalArgumentException("nothing to encrypt");
        }
        return call(HsmOperation.ENCRYPT, session -> {
            final TokenKey key = safe(newest(session, name));
            demand(key, KeyType.AES_256_GCM);
            final byte[] nonce = session.random(SealedData.NONCE_BYTES);
            return new SealedData(key.label(), nonce, session.encrypt(key, nonce, associated, plain));
        });
    }

    /** The plain data. HSM_DATA_REFUSED when ciphertext, nonce or associated bytes are not those of the encryption. */
    public byte[] decrypt(final SealedData sealed, final byte[] associated) {
        if (sealed.nonce().length != SealedData.NONCE_BYTES || sealed.bytes().length <= SealedData.TAG_BYTES) {
            throw new HsmException(HsmErrorCode.HSM_DATA_REFUSED, "the data is too short to have been encrypted");
        }
        return call(HsmOperation.DECRYPT, session -> {
            final TokenKey key = safe(exactly(session, sealed.key()));
            demand(key, KeyType.AES_256_GCM);
            return session.decrypt(key, sealed.nonce(), associated, sealed.bytes());
        });
    }

    /** All keys of ours, by name and then version. */
    public List<KeyInfo> keys() {
        return call(HsmOperation.LIST, session -> infos(connection.freshKeys(session)));
    }

    /** Makes the first version of a key inside the token. HSM_KEY_EXISTS when there is a version already. */
    public KeyInfo generate(final String name, final KeyType type) {
        final KeyLabel first = new KeyLabel(name, 1);
        return change(HsmOperation.GENERATE, session -> {
            if (connection.freshKeys(session).stream()
                    .anyMatch(key -> key.label().name().equals(name))) {
                throw new HsmException(HsmErrorCode.HSM_KEY_EXISTS, "there is a key " + name + " already");
            }
            return make(session, first, type);
        });
    }

    /** Makes the next version of a key, which signs, wraps or encrypts from now on. Older ones stay. */
    public KeyInfo rotate(final String name) {
        return change(HsmOperation.GENERATE, session -> {
            connection.freshKeys(session);
            final TokenKey present = newest(session, name);
            return make(session, new KeyLabel(name, present.label().version() + 1), present.type());
        });
    }

    /**
     * Destroys an old version of a signing key, for good: what it signed can be verified only by those who kept the
     * public key. Refused for the newest version, and for keys that wrap or encrypt, because what is under them would be
     * lost.
     */
    public void retire(final KeyLabel label) {
        change(HsmOperation.RETIRE, session -> {
            connection.freshKeys(session);
            final TokenKey key = exactly(session, label);
            if (key.info().active()) {
                throw new HsmException(
                        HsmErrorCode.HSM_REFUSED, label + " is the newest version and cannot be retired");
            }
            if (!key.type().signs()) {
                throw new HsmException(
                        HsmErrorCode.HSM_KEY_TYPE, label + " may still have data under it and is not destroyed");
            }
            session.destroy(key);
            connection.forgetKeys();
            return null;
        });
    }

    /** Tries to get a key out of the token in every way there is; all have to be refused. */
    public List<ExtractionAttempt> tryToExtract(final KeyLabel key) {
        return call(HsmOperation.PROBE, session -> session.tryToExtract(exactly(session, key)));
    }

    /**
     * Closes the sessions, and waits for calls in hand, at most as long as a call may take and at most 2 s; a worker that
     * hangs inside the token closes its own when it comes out.
     */
    @Override
    public void close() {
        workers.close(Math.min(config.timeoutMs(), CLOSE_TIMEOUT_MS));
    }

    private KeyInfo make(final TokenSession session, final KeyLabel label, final KeyType type) {
        session.generate(label, type, KeyIds.make(System.currentTimeMillis(), new SecureRandom()));
        connection.forgetKeys();
        return safe(exactly(session, label)).info();
    }

    private WrappedKey wrap(final TokenSession session, final String name, final byte[] dataKey) {
        final TokenKey key = safe(newest(session, name));
        demand(key, KeyType.AES_256_WRAP);
        return new WrappedKey(key.label(), session.wrap(key, dataKey));
    }

    private static HsmPublicKey publicKey(final TokenSession session, final TokenKey key) {
        if (!key.type().signs()) {
            throw new HsmException(HsmErrorCode.HSM_KEY_TYPE, key.label() + " is secret and has no public key");
        }
        return new HsmPublicKey(key.label(), key.type(), session.publicKey(key));
    }

    private TokenKey newest(final TokenSession session, final String name) {
        return find(
                        session,
                        key -> key.label().name().equals(name) && key.info().active())
                .orElseThrow(() -> new HsmException(HsmErrorCode.HSM_KEY_NOT_FOUND, "there is no key " + name));
    }

    private TokenKey exactly(final TokenSession session, final KeyLabel label) {
        return find(session, key -> key.label().equals(label))
                .orElseThrow(() -> new HsmException(HsmErrorCode.HSM_KEY_NOT_FOUND, "there is no key " + label));
    }

    private Optional<TokenKey> find(final TokenSession session, final Predicate<TokenKey> wanted) {
        List<TokenKey> found = connection.keys(session).stream().filter(wanted).toList();
        if (found.isEmpty()) { // made by another process since
            found = connection.freshKeys(session).stream().filter(wanted).toList();
        }
        if (found.size() > 1) {
            throw new HsmException(
                    HsmErrorCode.HSM_KEY_AMBIGUOUS,
                    "there are " + found.size() + " keys " + found.get(0).label());
        }
        return found.stream().findFirst();
    }

    private static TokenKey safe(final TokenKey key) {
        if (!key.info().flags().isSafe()) {
            throw new HsmException(
                    HsmErrorCode.HSM_KEY_UNSAFE,
                    key.label() + " can leave the token, or once could: "
                            + key.info().flags());
        }
        return key;
    }

    private static void demand(final TokenKey key, final KeyType type) {
        if (key.type() != type) {
            throw new HsmException(HsmErrorCode.HSM_KEY_TYPE, key.label() + " is " + key.type() + ", not " + type);
        }
    }

    private static void checkKeyLength(final int bytes) {
        if (bytes != 16 && bytes != 24 && bytes != 32) {
            throw new IllegalArgumentException("a data key has 16, 24 or 32 bytes, not " + bytes);
        }
    }

    private static List<KeyInfo> infos(final List<TokenKey> keys) {
        return keys.stream()
                .map(TokenKey::info)
                .sorted(Comparator.comparing(
                                (Function<KeyInfo, String>) info -> info.label().name())
                        .thenComparing(info -> info.label().version()))
                .toList();
    }

    private <T> T call(final HsmOperation operation, final SessionTask<T> task) {
        return timed(operation, () -> workers.run(operation, config.timeoutMs(), true, task));
    }

    private <T> T change(final HsmOperation operation, final SessionTask<T> task) {
        return timed(
                operation,
                () -> workers.run(operation, Math.max(config.timeoutMs(), GENERATE_TIMEOUT_MS), false, task));
    }

    private <T> T timed(final HsmOperation operation, final Supplier<T> body) {
        final long startNs = System.nanoTime();
        HsmErrorCode failure = null;
        try {
            return body.get();
        } catch (final HsmException e) {
            failure = e.code();
            throw e;
        } finally {
            listener.onOperation(operation, System.nanoTime() - startNs, failure);
        }
    }
}
