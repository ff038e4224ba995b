package io.lastro.hsm.pkcs11;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import io.lastro.hsm.ExtractionAttempt;
import io.lastro.hsm.KeyType;
import io.lastro.hsm.TokenKey;
import java.util.ArrayList;
import java.util.List;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.Session;

/**
 * Tries to get a key out of its token: by reading its value, by making it readable, and by wrapping it under a key that
 * was made for nothing else. Whatever should come out is dropped unseen.
 */
final class Extraction {
    private final Session session;
    private final TokenKey key;
    private final List<ExtractionAttempt> attempts = new ArrayList<>();

    Extraction(final Session session, final TokenKey key) {
        this.session = session;
        this.key = key;
    }

    /** A way that may succeed. */
    @FunctionalInterface
    private interface Way {
        void go() throws PKCS11Exception, iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
    }

    List<ExtractionAttempt> attempts() throws PKCS11Exception {
        for (final long attribute : secretAttributes(key.type())) {
            attempt("read " + PKCS11Constants.ckaCodeToName(attribute), () -> read(attribute));
        }
        attempt(
                "set CKA_SENSITIVE to false",
                () -> session.setAttributeValues(key.handle(), new AttributeVector().sensitive(false)));
        attempt(
                "set CKA_EXTRACTABLE to true",
                () -> session.setAttributeValues(key.handle(), new AttributeVector().extractable(true)));
        wrapOut();
        return List.copyOf(attempts);
    }

    private static long[] secretAttributes(final KeyType type) {
        return type == KeyType.RSA_3072
                ? new long[] {
                    PKCS11Constants.CKA_PRIVATE_EXPONENT,
                    PKCS11Constants.CKA_PRIME_1,
                    PKCS11Constants.CKA_PRIME_2,
                    PKCS11Constants.CKA_EXPONENT_1,
                    PKCS11Constants.CKA_EXPONENT_2,
                    PKCS11Constants.CKA_COEFFICIENT
                }
                : new long[] {PKCS11Constants.CKA_VALUE};
    }

    /** Not through the wrapper's own method, which takes a refusal for a missing value. */
    private void read(final long attribute) throws iaik.pkcs.pkcs11.wrapper.PKCS11Exception {
        final CK_ATTRIBUTE wanted = new CK_ATTRIBUTE();
        wanted.type = attribute;
        session.getModule()
                .getPKCS11Module()
                .C_GetAttributeValue(session.getSessionHandle(), key.handle(), new CK_ATTRIBUTE[] {wanted}, true);
    }

    private void wrapOut() throws PKCS11Exception {
        final long taker = session.generateKey(
                new Mechanism(PKCS11Constants.CKM_AES_KEY_GEN),
                AttributeVector.newSecretKey(PKCS11Constants.CKK_AES)
                        .token(false)
                        .valueLen(KeyTemplates.AES_BYTES)
                        .wrap(true));
        try {
            final long mechanism =
                    key.type().signs() ? PKCS11Constants.CKM_AES_KEY_WRAP_PAD : PKCS11Constants.CKM_AES_KEY_WRAP;
            attempt("wrap it out", () -> session.wrapKey(new Mechanism(mechanism), taker, key.handle()));
        } finally {
            session.destroyObject(taker);
        }
    }

    private void attempt(final String way, final Way attempt) throws PKCS11Exception {
        String answer = "CKR_OK";
        boolean refused = false;
        try {
            attempt.go();
        } catch (final PKCS11Exception e) {
            answer = refusal(e);
            refused = true;
        } catch (final iaik.pkcs.pkcs11.wrapper.PKCS11Exception e) {
            answer = refusal(new PKCS11Exception(e.getErrorCode()));
            refused = true;
        }
        attempts.add(new ExtractionAttempt(key.label(), way, refused, answer));
    }

    /** A token that is gone refuses everything, which proves nothing: only an answer about the key counts. */
    private static String refusal(final PKCS11Exception answer) throws PKCS11Exception {
        final long code = answer.getErrorCode();
        if (code == PKCS11Constants.CKR_ATTRIBUTE_SENSITIVE
                || code == PKCS11Constants.CKR_ATTRIBUTE_TYPE_INVALID
                || code == PKCS11Constants.CKR_ATTRIBUTE_READ_ONLY
                || code == PKCS11Constants.CKR_ACTION_PROHIBITED
                || code == PKCS11Constants.CKR_TEMPLATE_INCONSISTENT
                || code == PKCS11Constants.CKR_KEY_UNEXTRACTABLE
                || code == PKCS11Constants.CKR_KEY_NOT_WRAPPABLE
                || code == PKCS11Constants.CKR_MECHANISM_INVALID) {
            return answer.getErrorName();
        }
        throw answer;
    }
}
