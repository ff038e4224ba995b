/**
 * PKCS#11 itself, and the only package that imports it: libraries and their life, sessions, templates of keys, error
 * codes; and SoftHSM's own needs.
 *
 * <p>Includes software developed by Stiftung SIC (IAIK PKCS#11 Wrapper, inside ipkcs11wrapper).
 */
package io.lastro.hsm.pkcs11;
