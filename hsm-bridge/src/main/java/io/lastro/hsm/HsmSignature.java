package io.lastro.hsm;

/**
 * A signature, and everything that somebody needs to check it without the token.
 *
 * @param key name and version of the key that signed.
 * @param scheme how it was made.
 * @param bytes the signature; ECDSA is DER, see {@link EcdsaSignatures} for r and s side by side.
 * @param publicKey the public key that verifies it.
 */
public record HsmSignature(KeyLabel key, SignatureScheme scheme, byte[] bytes, HsmPublicKey publicKey) {}
