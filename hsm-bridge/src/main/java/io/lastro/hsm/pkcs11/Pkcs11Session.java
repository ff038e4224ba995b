package io.lastro.hsm.pkcs11;

import io.lastro.hsm.ExtractionAttempt;
import io.lastro.hsm.HsmErrorCode;
import io.lastro.hsm.HsmException;
import io.lastro.hsm.KeyLabel;
import io.lastro.hsm.KeyType;
import io.lastro.hsm.SealedData;
import io.lastro.hsm.SignatureScheme;
import io.lastro.hsm.TokenKey;
import io.lastro.hsm.TokenSession;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.params.GCM_PARAMS;
import org.xipki.pkcs11.wrapper.params.RSA_PKCS_PSS_PARAMS;

/** One session on a token through PKCS#11. One thread at a time. */
final class Pkcs11Session implements TokenSession {
    private static final int PSS_SALT_BYTES = 32;
    /** DER that PKCS#1 v1.5 puts in front of a SHA-256 hash. */
    private static final byte[] SHA256_DIGEST_INFO = HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    private final Pkcs11Library library;
    private final long epoch;
    private final Session session;

    Pkcs11Session(final Pkcs11Library library, final long epoch, final Session session) {
        this.library = library;
        this.epoch = epoch;
        this.session = session;
    }

    @Override
    public boolean loggedIn() {
        return call("asking for the login", module -> {
            final long state = session.getSessionInfo().getState();
            return state == PKCS11Constants.CKS_RW_USER_FUNCTIONS || state == PKCS11Constants.CKS_RO_USER_FUNCTIONS;
        });
    }

    @Override
    public void login(final char[] pin) {
        call("logging in", module -> {
            try {
                session.login(PKCS11Constants.CKU_USER, pin);
            } catch (final PKCS11Exception e) {
                if (e.getErrorCode() != PKCS11Constants.CKR_USER_ALREADY_LOGGED_IN) {
                    throw e;
                }
            }
            return null;
        });
    }

    @Override
    public List<TokenKey> keys() {
        return call("listing the keys", module -> KeyReader.read(session, epoch));
    }

    @Override
    public byte[] sign(final TokenKey key, final SignatureScheme scheme, final byte[] message) {
        return call(
                "signing with " + key.label(),
                key,
                () -> session.signSingle(mechanism(scheme), key.handle(), input(scheme, message)));
    }

    @Override
    public boolean verify(
            final TokenKey key, final SignatureScheme scheme, final byte[] message, final byte[] signature) {
        if (key.publicHandle() == 0) {
            throw new HsmException(HsmErrorCode.HSM_KEY_NOT_FOUND, "there is no public key " + key.label());
        }
        return call("verifying with " + key.label(), key, () -> {
            try {
                session.verifySingle(mechanism(scheme), key.publicHandle(), input(scheme, message), signature);
                return true;
            } catch (final PKCS11Exception e) {
                if (e.getErrorCode() == PKCS11Constants.CKR_SIGNATURE_INVALID
                        || e.getErrorCode() == PKCS11Constants.CKR_SIGNATURE_LEN_RANGE) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public byte[] publicKey(final TokenKey key) {
        if (key.publicHandle() == 0) {
            throw new HsmException(HsmErrorCode.HSM_KEY_NOT_FOUND, "there is no public key " + key.label());
        }
        return call("reading public key " + key.label(), key, () -> {
            if (key.type() == KeyType.EC_P256) {
                return PublicKeys.ofPoint(session.getAttrValues(key.publicHandle(), PKCS11Constants.CKA_EC_POINT)
                        .ecPoint());
            }
            final AttributeVector numbers = session.getAttrValues(
                    key.publicHandle(), PKCS11Constants.CKA_MODULUS, PKCS11Constants.CKA_PUBLIC_EXPONENT);
            return PublicKeys.ofRsa(numbers.modulus(), numbers.publicExponent());
        });
    }

    @Override
    public void generate(final KeyLabel label, final KeyType type, final byte[] id) {
        call("making " + label, module -> {
            switch (type) {
                case EC_P256 ->
                    session.generateKeyPair(
                            new Mechanism(PKCS11Constants.CKM_EC_KEY_PAIR_GEN), KeyTemplates.ecPair(label, id));
                case RSA_3072 ->
                    session.generateKeyPair(
                            new Mechanism(PKCS11Constants.CKM_RSA_PKCS_KEY_PAIR_GEN), KeyTemplates.rsaPair(label, id));
                case AES_256_WRAP ->
                    session.generateKey(
                            new Mechanism(PKCS11Constants.CKM_AES_KEY_GEN), KeyTemplates.wrappingKey(label, id));
                case AES_256_GCM ->
                    session.generateKey(
                            new Mechanism(PKCS11Constants.CKM_AES_KEY_GEN), KeyTemplates.encryptingKey(label, id));
            }
            return null;
        });
    }

    @Override
    public void destroy(final TokenKey key) {
        call("destroying " + key.label(), key, () -> {
            session.destroyObject(key.handle());
            if (key.publicHandle() != 0) {
                session.destroyObject(key.publicHandle());
            }
            return null;
        });
    }

    @Override
    public byte[] wrap(final TokenKey key, final byte[] dataKey) {
        return call("wrapping under " + key.label(), key, () -> {
            final long passing = session.createObject(KeyTemplates.passingKey().value(dataKey));
            try {
                return session.wrapKey(new Mechanism(PKCS11Constants.CKM_AES_KEY_WRAP), key.handle(), passing);
            } finally {
                session.destroyObject(passing);
            }
        });
    }

    @Override
    public byte[] unwrap(final TokenKey key, final byte[] wrapped) {
        return opening("unwrapping with " + key.label(), key, () -> {
            final long passing = session.unwrapKey(
                    new Mechanism(PKCS11Constants.CKM_AES_KEY_WRAP), key.handle(), wrapped, KeyTemplates.passingKey());
            try {
                return session.getAttrValues(passing, PKCS11Constants.CKA_VALUE).value();
            } finally {
                session.destroyObject(passing);
            }
        });
    }

    @Override
    public byte[] encrypt(final TokenKey key, final byte[] nonce, final byte[] associated, final byte[] plain) {
        return call(
                "encrypting with " + key.label(),
                key,
                () -> session.encryptSingle(gcm(nonce, associated), key.handle(), plain));
    }

    @Override
    public byte[] decrypt(final TokenKey key, final byte[] nonce, final byte[] associated, final byte[] sealed) {
        return opening(
                "decrypting with " + key.label(),
                key,
                () -> session.decryptSingle(gcm(nonce, associated), key.handle(), sealed));
    }

    @Override
    public byte[] random(final int count) {
        return call("asking for random bytes", module -> session.generateRandom(count));
    }

    @Override
    public List<ExtractionAttempt> tryToExtract(final TokenKey key) {
        return call("trying to get " + key.label() + " out", key, () -> new Extraction(session, key).attempts());
    }

    @Override
    public void close() {
        try {
            call("closing a session", module -> {
                session.closeSession();
                return null;
            });
        } catch (final HsmException e) {
            // It is gone with its token: that is what closing is for.
            assert e.code() != HsmErrorCode.HSM_CLOSED;
        }
    }

    private static Mechanism mechanism(final SignatureScheme scheme) {
        return switch (scheme) {
            case ECDSA_P256_SHA256 -> new Mechanism(PKCS11Constants.CKM_ECDSA);
            case RSA_PKCS1_SHA256 -> new Mechanism(PKCS11Constants.CKM_RSA_PKCS);
            case RSA_PSS_SHA256 ->
                new Mechanism(
                        PKCS11Constants.CKM_RSA_PKCS_PSS,
                        new RSA_PKCS_PSS_PARAMS(
                                PKCS11Constants.CKM_SHA256, PKCS11Constants.CKG_MGF1_SHA256, PSS_SALT_BYTES));
        };
    }

    /** The token gets the hash only: messages may be long or empty, and not every token hashes for every scheme. */
    private static byte[] input(final SignatureScheme scheme, final byte[] message) {
        final byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest(message);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        if (scheme != SignatureScheme.RSA_PKCS1_SHA256) {
            return hash;
        }
        final byte[] digestInfo = Arrays.copyOf(SHA256_DIGEST_INFO, SHA256_DIGEST_INFO.length + hash.length);
        System.arraycopy(hash, 0, digestInfo, SHA256_DIGEST_INFO.length, hash.length);
        return digestInfo;
    }

    private static Mechanism gcm(final byte[] nonce, final byte[] associated) {
        return new Mechanism(
                PKCS11Constants.CKM_AES_GCM, new GCM_PARAMS(nonce, associated, SealedData.TAG_BYTES * Byte.SIZE));
    }

    /** What is done with a key. */
    @FunctionalInterface
    private interface KeyCall<T> {
        T run() throws PKCS11Exception, iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
    }

    private <T> T call(final String doing, final TokenKey key, final KeyCall<T> call) {
        if (key.epoch() != epoch) {
            throw new HsmException(
                    HsmErrorCode.HSM_GONE, doing + ": the key was found before the library was started again");
        }
        return call(doing, module -> call.run());
    }

    /**
     * Decrypting or unwrapping. Some tokens answer changed data with a code that says nothing; when the same session can
     * still read the key's label, the token is well and it was the data.
     */
    private <T> T opening(final String doing, final TokenKey key, final KeyCall<T> call) {
        return call(doing, key, () -> {
            try {
                return call.run();
            } catch (final PKCS11Exception e) {
                if (Pkcs11Errors.isGeneral(e.getErrorCode()) && isThere(key)) {
                    throw new HsmException(HsmErrorCode.HSM_DATA_REFUSED, doing + ": " + e.getErrorName(), e);
                }
                throw e;
            }
        });
    }

    private boolean isThere(final TokenKey key) throws PKCS11Exception {
        return key.label().toString().equals(session.getStringAttrValue(key.handle(), PKCS11Constants.CKA_LABEL));
    }

    private <T> T call(final String doing, final Pkcs11Library.NativeCall<T> call) {
        return library.call(epoch, doing, call);
    }
}
