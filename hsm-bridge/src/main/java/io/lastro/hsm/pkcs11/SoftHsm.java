package io.lastro.hsm.pkcs11;

import io.lastro.hsm.HsmErrorCode;
import io.lastro.hsm.HsmException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Slot;
import org.xipki.pkcs11.wrapper.TokenInfo;

/** What is special about SoftHSM: where it is, and how a token is made in it without a PIN on a command line. */
public final class SoftHsm {
    /** Where packages of Linux put it. */
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"),
            Path.of("/usr/lib64/libsofthsm2.so"),
            Path.of("/usr/local/lib/softhsm/libsofthsm2.so"));

    private static final int LABEL_LENGTH = 32;

    private SoftHsm() {}

    /** The library of this machine's SoftHSM, when there is one. */
    public static Optional<Path> findLibrary() {
        return PLACES.stream().filter(Files::isRegularFile).findFirst();
    }

    /**
     * Makes a token, or finishes one that was begun; nothing when it is complete. Blocks.
     *
     * @param conf SoftHSM's configuration.
     * @param label at most 32 ASCII characters.
     * @param soPin PIN of the security officer, who sets the user's.
     * @param userPin PIN of the user.
     */
    public static void makeToken(
            final Path library, final Path conf, final String label, final char[] soPin, final char[] userPin) {
        final Pkcs11Library loaded = Pkcs11Library.acquire(library, conf);
        try {
            loaded.start();
            loaded.call(loaded.epoch(), "making token " + label, module -> {
                make(module, label, soPin, userPin);
                return null;
            });
        } finally {
            loaded.release();
        }
    }

    private static void make(final PKCS11Module module, final String label, final char[] soPin, final char[] userPin)
            throws PKCS11Exception, iaik.pkcs.pkcs11.wrapper.PKCS11Exception {
        Slot slot = slotOf(module, label);
        if (slot == null) {
            final long free = freeSlot(module).getSlotID();
            final char[] padded = (label + " ".repeat(LABEL_LENGTH - label.length())).toCharArray();
            module.getPKCS11Module().C_InitToken(free, soPin, padded, true);
            slot = slotOf(module, label);
        }
        if (slot == null) {
            throw new HsmException(HsmErrorCode.HSM_TOKEN_NOT_FOUND, "token " + label + " was made and is not there");
        }
        if (slot.getToken().getTokenInfo().hasFlagBit(PKCS11Constants.CKF_USER_PIN_INITIALIZED)) {
            return;
        }
        final Session session = slot.getToken().openSession(true);
        try {
            session.login(PKCS11Constants.CKU_SO, soPin);
            session.initPIN(userPin);
            session.logout();
        } finally {
            session.closeSession();
        }
    }

    private static Slot slotOf(final PKCS11Module module, final String label) throws PKCS11Exception {
        for (final Slot slot : module.getSlotList(true)) {
            final TokenInfo info = slot.getToken().getTokenInfo();
            if (info.isTokenInitialized() && info.getLabel().strip().equals(label)) {
                return slot;
            }
        }
        return null;
    }

    private static Slot freeSlot(final PKCS11Module module) throws PKCS11Exception {
        for (final Slot slot : module.getSlotList(true)) {
            if (!slot.getToken().getTokenInfo().isTokenInitialized()) {
                return slot;
            }
        }
        throw new HsmException(HsmErrorCode.HSM_TOKEN_NOT_FOUND, "SoftHSM has no free slot for a new token");
    }
}
