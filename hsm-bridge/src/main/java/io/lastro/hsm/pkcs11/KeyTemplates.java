package io.lastro.hsm.pkcs11;

import io.lastro.hsm.KeyLabel;
import java.math.BigInteger;
import java.util.Arrays;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.KeyPairTemplate;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** What is asked of the token for each new key. docs/hsm.md lists it. */
final class KeyTemplates {
    /** DER of the object identifier of P-256. */
    private static final byte[] P256 = {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07};

    static final int RSA_BITS = 3072;
    static final int AES_BYTES = 32;

    private KeyTemplates() {}

    static boolean isP256(final byte[] ecParams) {
        return Arrays.equals(P256, ecParams);
    }

    static KeyPairTemplate ecPair(final KeyLabel label, final byte[] id) {
        return new KeyPairTemplate(
                privateKey(PKCS11Constants.CKK_EC, label, id),
                publicKey(PKCS11Constants.CKK_EC, label, id).ecParams(P256.clone()));
    }

    static KeyPairTemplate rsaPair(final KeyLabel label, final byte[] id) {
        return new KeyPairTemplate(
                privateKey(PKCS11Constants.CKK_RSA, label, id),
                publicKey(PKCS11Constants.CKK_RSA, label, id)
                        .modulusBits(RSA_BITS)
                        .publicExponent(BigInteger.valueOf(65_537)));
    }

    private static AttributeVector privateKey(final long type, final KeyLabel label, final byte[] id) {
        return guarded(AttributeVector.newPrivateKey(type), label, id)
                .sign(true)
                .decrypt(false)
                .unwrap(false);
    }

    private static AttributeVector publicKey(final long type, final KeyLabel label, final byte[] id) {
        return AttributeVector.newPublicKey(type)
                .token(true)
                .label(label.toString())
                .id(id)
                .verify(true)
                .encrypt(false)
                .wrap(false);
    }

    static AttributeVector wrappingKey(final KeyLabel label, final byte[] id) {
        return guarded(AttributeVector.newSecretKey(PKCS11Constants.CKK_AES), label, id)
                .valueLen(AES_BYTES)
                .wrap(true)
                .unwrap(true)
                .encrypt(false)
                .decrypt(false);
    }

    static AttributeVector encryptingKey(final KeyLabel label, final byte[] id) {
        return guarded(AttributeVector.newSecretKey(PKCS11Constants.CKK_AES), label, id)
                .valueLen(AES_BYTES)
                .encrypt(true)
                .decrypt(true)
                .wrap(false)
                .unwrap(false);
    }

    /** Never readable, never to be taken out, and not to be changed afterwards either. */
    private static AttributeVector guarded(final AttributeVector template, final KeyLabel label, final byte[] id) {
        return template.token(true)
                .private_(true)
                .sensitive(true)
                .extractable(false)
                .modifiable(false)
                .label(label.toString())
                .id(id);
    }

    /** A data key on its way in or out: in the session only, and readable, because the process uses it. */
    static AttributeVector passingKey() {
        return AttributeVector.newSecretKey(PKCS11Constants.CKK_AES)
                .token(false)
                .private_(true)
                .sensitive(false)
                .extractable(true);
    }
}
