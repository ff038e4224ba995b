package io.lastro.node.keys;

import io.lastro.hsm.HsmClient;
import io.lastro.hsm.HsmErrorCode;
import io.lastro.hsm.HsmException;
import io.lastro.hsm.HsmListener;
import io.lastro.node.inspect.ReportSigner;

/**
 * Signs reports with the newest version of a key of the token: ECDSA over SHA-256 in DER, as {@code openssl dgst -sha256
 * -verify} takes it. The token is asked once whether the key can sign, before a long work, and opened again for the
 * signature. One thread.
 */
public final class TokenReportKeys implements ReportSigner.Keys {
    private static final byte[] PROBE = {'l', 'a', 's', 't', 'r', 'o'};

    private final NodeToken token;

    /** Of a token. */
    public TokenReportKeys(final NodeToken token) {
        this.token = token;
    }

    @Override
    public ReportSigner of(final String key) {
        try {
            sign(key, PROBE);
            return report -> sign(key, report);
        } catch (final HsmException e) {
            if (e.code() == HsmErrorCode.HSM_KEY_NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private byte[] sign(final String key, final byte[] bytes) {
        try (HsmClient client = HsmClient.open(token.config(), HsmListener.NONE)) {
            return client.sign(key, bytes).bytes();
        }
    }
}
