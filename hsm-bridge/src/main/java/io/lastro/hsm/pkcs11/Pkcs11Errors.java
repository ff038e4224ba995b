package io.lastro.hsm.pkcs11;

import io.lastro.hsm.HsmErrorCode;
import io.lastro.hsm.HsmException;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;

/** The token's codes (CKR_...) as ours. */
final class Pkcs11Errors {
    private Pkcs11Errors() {}

    static HsmException of(final PKCS11Exception failure, final String doing) {
        return new HsmException(codeOf(failure.getErrorCode()), doing + ": " + failure.getErrorName(), failure);
    }

    /** As the raw interface throws it. */
    static HsmException of(final iaik.pkcs.pkcs11.wrapper.PKCS11Exception failure, final String doing) {
        return of(new PKCS11Exception(failure.getErrorCode()), doing);
    }

    static HsmErrorCode codeOf(final long code) {
        if (code == PKCS11Constants.CKR_PIN_INCORRECT
                || code == PKCS11Constants.CKR_PIN_INVALID
                || code == PKCS11Constants.CKR_PIN_LEN_RANGE) {
            return HsmErrorCode.HSM_PIN_WRONG;
        }
        if (code == PKCS11Constants.CKR_PIN_LOCKED) {
            return HsmErrorCode.HSM_PIN_LOCKED;
        }
        if (code == PKCS11Constants.CKR_MECHANISM_INVALID || code == PKCS11Constants.CKR_MECHANISM_PARAM_INVALID) {
            return HsmErrorCode.HSM_MECHANISM_MISSING;
        }
        if (code == PKCS11Constants.CKR_KEY_FUNCTION_NOT_PERMITTED
                || code == PKCS11Constants.CKR_KEY_TYPE_INCONSISTENT) {
            return HsmErrorCode.HSM_KEY_TYPE;
        }
        if (isRefusedData(code)) {
            return HsmErrorCode.HSM_DATA_REFUSED;
        }
        return isGone(code) ? HsmErrorCode.HSM_GONE : HsmErrorCode.HSM_REFUSED;
    }

    private static boolean isRefusedData(final long code) {
        return code == PKCS11Constants.CKR_ENCRYPTED_DATA_INVALID
                || code == PKCS11Constants.CKR_ENCRYPTED_DATA_LEN_RANGE
                || code == PKCS11Constants.CKR_WRAPPED_KEY_INVALID
                || code == PKCS11Constants.CKR_WRAPPED_KEY_LEN_RANGE
                || code == PKCS11Constants.CKR_AEAD_DECRYPT_FAILED;
    }

    /** Sessions, handles and logins that are no more, and the codes with which devices say that they are out of order. */
    private static boolean isGone(final long code) {
        return code == PKCS11Constants.CKR_SESSION_HANDLE_INVALID
                || code == PKCS11Constants.CKR_SESSION_CLOSED
                || code == PKCS11Constants.CKR_DEVICE_REMOVED
                || code == PKCS11Constants.CKR_DEVICE_ERROR
                || code == PKCS11Constants.CKR_TOKEN_NOT_PRESENT
                || code == PKCS11Constants.CKR_TOKEN_NOT_RECOGNIZED
                || code == PKCS11Constants.CKR_SLOT_ID_INVALID
                || code == PKCS11Constants.CKR_USER_NOT_LOGGED_IN
                || code == PKCS11Constants.CKR_CRYPTOKI_NOT_INITIALIZED
                || code == PKCS11Constants.CKR_OBJECT_HANDLE_INVALID
                || code == PKCS11Constants.CKR_KEY_HANDLE_INVALID
                || isGeneral(code);
    }

    /** Says nothing about the cause: data that was changed with some tokens, a dead device with others. */
    static boolean isGeneral(final long code) {
        return code == PKCS11Constants.CKR_GENERAL_ERROR || code == PKCS11Constants.CKR_FUNCTION_FAILED;
    }
}
