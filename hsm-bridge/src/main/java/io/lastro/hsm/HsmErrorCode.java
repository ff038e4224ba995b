package io.lastro.hsm;

/** Why a call of the bridge failed, and what to do about it. The table in docs/hsm.md is compared with this one. */
public enum HsmErrorCode {
    /** The configuration contradicts itself. */
    HSM_CONFIG("Correct the hsm section of the configuration."),
    /** There is no file at the library's path, or no SoftHSM on this machine. */
    HSM_LIBRARY_MISSING("Install the library (Debian: softhsm2) or correct hsm.library."),
    /** The file is no PKCS#11 library, or it did not start. */
    HSM_LIBRARY_FAILED(
            "Check that hsm.library is the vendor's PKCS#11 library and that its own configuration is good."),
    /** No token with the label or serial number. */
    HSM_TOKEN_NOT_FOUND("Correct hsm.token, connect the device, or make a token with: ./lastro keys init"),
    /** More than one token with the label. */
    HSM_TOKEN_AMBIGUOUS("Name the token by serial number: hsm.token: serial:NUMBER"),
    /** No PIN in the file or environment variable. */
    HSM_PIN_MISSING("Put the PIN into the file hsm.pin-file or the environment variable named by hsm.pin-env."),
    /** Others than its owner may read the PIN file. */
    HSM_PIN_FILE_OPEN("Make the PIN file readable by its owner only: chmod 600 FILE"),
    /** The token refused the PIN; the same PIN is not sent again by this process. */
    HSM_PIN_WRONG("Put the right PIN into its source and try again; the same PIN is not sent twice."),
    /** The token says that one more wrong PIN locks it. */
    HSM_PIN_FINAL_TRY("Make sure that the PIN is right, log in once with the vendor's tool, then start again."),
    /** The token is locked. */
    HSM_PIN_LOCKED("The token's security officer has to set a new PIN."),
    /** No key, or no such version, with the name. */
    HSM_KEY_NOT_FOUND("List the keys with: ./lastro keys list; make them with: ./lastro keys init"),
    /** A key with the name is there already. */
    HSM_KEY_EXISTS("Use the key that is there, or make its next version with: ./lastro keys rotate"),
    /** Two keys with one label. */
    HSM_KEY_AMBIGUOUS("Remove one of the two with the vendor's tool; none of them is used."),
    /** The key could leave the token. */
    HSM_KEY_UNSAFE("Do not use this key: make a new one inside the token with: ./lastro keys rotate"),
    /** The key is not of the kind that the call needs. */
    HSM_KEY_TYPE("Use a key of the right type; ./lastro keys list shows the types."),
    /** The token does not have a mechanism. */
    HSM_MECHANISM_MISSING("Use a token that has the mechanism, or allow it in the token's own configuration."),
    /** The ciphertext, wrapped key or associated data was changed, or belongs to another key. */
    HSM_DATA_REFUSED("Do not use the data: it was changed, or made under another key."),
    /** No session became free in time. */
    HSM_BUSY("Try again; if it stays so, raise hsm.pool-size or find out why the token is slow."),
    /** The token did not answer in time; what was asked may still happen. */
    HSM_TIMEOUT("Check device and network; the call may still be executed by the token."),
    /** The token has gone and did not come back at once. */
    HSM_GONE("Connect the token or start its daemon; the next call connects again by itself."),
    /** The token refused for another reason, which the text has. */
    HSM_REFUSED("Look the token's own code (CKR_...) up in the vendor's manual."),
    /** The client is closed. */
    HSM_CLOSED("Open a new client.");

    private final String remedy;

    HsmErrorCode(final String remedy) {
        this.remedy = remedy;
    }

    /** What to do, one sentence. */
    public String remedy() {
        return remedy;
    }
}
