package io.lastro.hsm.pkcs11;

import io.lastro.hsm.HsmConfig;
import io.lastro.hsm.KeyLabel;
import org.xipki.pkcs11.wrapper.KeyPairTemplate;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Slot;

/** Stands for the tool of somebody else; a client of the same process has to be logged in. */
public final class ForeignTool {
    private ForeignTool() {}

    /** Makes a pair of EC keys, with or without care. */
    public static void makeEcPair(final HsmConfig config, final KeyLabel label, final boolean extractable) {
        final Pkcs11Library library = Pkcs11Library.acquire(config.library(), config.softHsmConf());
        try {
            library.call(library.epoch(), "making a key", module -> {
                for (final Slot slot : module.getSlotList(true)) {
                    if (slot.getToken().getTokenInfo().getLabel().strip().equals(config.token())) {
                        final Session session = slot.getToken().openSession(true);
                        final KeyPairTemplate pair = KeyTemplates.ecPair(label, new byte[] {1});
                        pair.privateKey().extractable(extractable).sensitive(!extractable);
                        session.generateKeyPair(new Mechanism(PKCS11Constants.CKM_EC_KEY_PAIR_GEN), pair);
                        session.closeSession();
                    }
                }
                return null;
            });
        } finally {
            library.release();
        }
    }

    /** Ends the library and starts it again under its clients, as a daemon does that is restarted. */
    public static void restart(final HsmConfig config) {
        final Pkcs11Library library = Pkcs11Library.acquire(config.library(), config.softHsmConf());
        try {
            library.restart(library.epoch());
        } finally {
            library.release();
        }
    }
}
