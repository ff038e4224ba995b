package io.lastro.hsm.pkcs11;

import io.lastro.hsm.KeyIds;
import io.lastro.hsm.KeyInfo;
import io.lastro.hsm.KeyLabel;
import io.lastro.hsm.KeyType;
import io.lastro.hsm.TokenKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.Session;

/** Reads our keys from a token: those whose label is a name and a version, and whose type we know. */
final class KeyReader {
    /** A row before it is known which version is the newest. */
    private record Found(KeyLabel label, KeyType type, AttributeVector attributes, long handle) {}

    private KeyReader() {}

    static List<TokenKey> read(final Session session, final long epoch) throws PKCS11Exception {
        final List<Found> found = new ArrayList<>();
        for (final long kind : new long[] {PKCS11Constants.CKO_PRIVATE_KEY, PKCS11Constants.CKO_SECRET_KEY}) {
            for (final long handle : handles(session, kind)) {
                readOne(session, kind, handle).ifPresent(found::add);
            }
        }
        final Map<String, Long> publicHandles = publicHandles(session);
        final Map<String, Integer> newest = new HashMap<>();
        found.forEach(key -> newest.merge(key.label().name(), key.label().version(), Math::max));
        final List<TokenKey> keys = new ArrayList<>();
        for (final Found key : found) {
            final boolean active =
                    key.label().version() == newest.get(key.label().name());
            final KeyInfo info = new KeyInfo(
                    key.label(),
                    key.type(),
                    active,
                    KeyIds.created(key.attributes().id()),
                    flags(key.attributes()));
            keys.add(new TokenKey(
                    info,
                    key.handle(),
                    key.type().signs() ? publicHandles.getOrDefault(key.label().toString(), 0L) : 0L,
                    epoch));
        }
        return List.copyOf(keys);
    }

    private static long[] handles(final Session session, final long kind) throws PKCS11Exception {
        return session.findAllObjectsSingle(
                AttributeVector.newPrivateKey().class_(kind).token(true));
    }

    private static Map<String, Long> publicHandles(final Session session) throws PKCS11Exception {
        final Map<String, Long> handles = new HashMap<>();
        for (final long handle : handles(session, PKCS11Constants.CKO_PUBLIC_KEY)) {
            final String label = session.getStringAttrValue(handle, PKCS11Constants.CKA_LABEL);
            if (label != null) {
                handles.put(label, handle);
            }
        }
        return handles;
    }

    private static Optional<Found> readOne(final Session session, final long kind, final long handle)
            throws PKCS11Exception {
        final AttributeVector attributes = session.getAttrValues(
                handle,
                PKCS11Constants.CKA_KEY_TYPE,
                PKCS11Constants.CKA_LABEL,
                PKCS11Constants.CKA_ID,
                PKCS11Constants.CKA_SENSITIVE,
                PKCS11Constants.CKA_EXTRACTABLE,
                PKCS11Constants.CKA_ALWAYS_SENSITIVE,
                PKCS11Constants.CKA_NEVER_EXTRACTABLE,
                PKCS11Constants.CKA_LOCAL);
        final String text = attributes.label();
        final Optional<KeyLabel> label = text == null ? Optional.empty() : KeyLabel.parse(text.strip());
        if (label.isEmpty() || attributes.keyType() == null) {
            return Optional.empty();
        }
        final KeyType type = kind == PKCS11Constants.CKO_PRIVATE_KEY
                ? pairType(session, handle, attributes.keyType())
                : secretType(session, handle, attributes.keyType());
        return type == null ? Optional.empty() : Optional.of(new Found(label.get(), type, attributes, handle));
    }

    private static KeyType pairType(final Session session, final long handle, final long keyType)
            throws PKCS11Exception {
        if (keyType == PKCS11Constants.CKK_EC) {
            final byte[] curve =
                    session.getAttrValues(handle, PKCS11Constants.CKA_EC_PARAMS).ecParams();
            return KeyTemplates.isP256(curve) ? KeyType.EC_P256 : null;
        }
        if (keyType == PKCS11Constants.CKK_RSA) {
            return session.getAttrValues(handle, PKCS11Constants.CKA_MODULUS)
                                    .modulus()
                                    .bitLength()
                            == KeyTemplates.RSA_BITS
                    ? KeyType.RSA_3072
                    : null;
        }
        return null;
    }

    private static KeyType secretType(final Session session, final long handle, final long keyType)
            throws PKCS11Exception {
        if (keyType != PKCS11Constants.CKK_AES) {
            return null;
        }
        final Integer bytes =
                session.getAttrValues(handle, PKCS11Constants.CKA_VALUE_LEN).valueLen();
        if (bytes == null || bytes != KeyTemplates.AES_BYTES) {
            return null;
        }
        return isTrue(session.getAttrValues(handle, PKCS11Constants.CKA_WRAP).wrap())
                ? KeyType.AES_256_WRAP
                : KeyType.AES_256_GCM;
    }

    /** What the token does not say counts as the worse. */
    private static KeyInfo.Flags flags(final AttributeVector attributes) {
        return new KeyInfo.Flags(
                isTrue(attributes.sensitive()),
                !Boolean.FALSE.equals(attributes.extractable()),
                isTrue(attributes.alwaysSensitive()),
                isTrue(attributes.neverExtractable()),
                isTrue(attributes.local()));
    }

    private static boolean isTrue(final Boolean value) {
        return Boolean.TRUE.equals(value);
    }
}
