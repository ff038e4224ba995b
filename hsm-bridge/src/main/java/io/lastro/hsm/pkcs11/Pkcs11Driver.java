package io.lastro.hsm.pkcs11;

import io.lastro.hsm.HsmConfig;
import io.lastro.hsm.HsmErrorCode;
import io.lastro.hsm.HsmException;
import io.lastro.hsm.TokenDriver;
import io.lastro.hsm.TokenSession;
import io.lastro.hsm.TokenState;
import java.util.ArrayList;
import java.util.List;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Slot;
import org.xipki.pkcs11.wrapper.Token;
import org.xipki.pkcs11.wrapper.TokenInfo;

/** Finds a token by label or serial number in a PKCS#11 library. One thread at a time, except for closing sessions. */
public final class Pkcs11Driver implements TokenDriver {
    private final HsmConfig config;
    private Pkcs11Library library;
    private Token token;
    private long epoch;

    /** Nothing is loaded before the first connection. */
    public Pkcs11Driver(final HsmConfig config) {
        this.config = config;
    }

    @Override
    public TokenState connect(final boolean afresh) {
        if (library == null) {
            library = Pkcs11Library.acquire(config.library(), config.softHsmConf());
        }
        if (afresh) {
            library.restart(epoch);
        } else {
            library.start();
        }
        epoch = library.epoch();
        token = null;
        final List<Token> found = new ArrayList<>();
        final List<TokenState> states = new ArrayList<>();
        final List<String> others = new ArrayList<>();
        library.call(epoch, "looking for token " + config.token(), module -> {
            for (final Slot slot : module.getSlotList(true)) {
                look(slot, found, states, others);
            }
            return null;
        });
        if (found.isEmpty()) {
            throw new HsmException(
                    HsmErrorCode.HSM_TOKEN_NOT_FOUND,
                    "no token " + config.token() + " in " + config.library() + "; there are " + others);
        }
        if (found.size() > 1) {
            throw new HsmException(
                    HsmErrorCode.HSM_TOKEN_AMBIGUOUS,
                    found.size() + " tokens " + config.token() + ", with the serial numbers "
                            + states.stream().map(TokenState::serial).toList());
        }
        token = found.get(0);
        return states.get(0);
    }

    private void look(
            final Slot slot, final List<Token> found, final List<TokenState> states, final List<String> others) {
        final TokenInfo info;
        try {
            info = slot.getToken().getTokenInfo();
        } catch (final PKCS11Exception e) {
            others.add(e.getErrorName()); // one that is out of order must not hide the others
            return;
        }
        if (!info.isTokenInitialized()) {
            return;
        }
        final TokenState state = stateOf(info);
        if (config.token().equals(state.label()) || config.token().equals(HsmConfig.SERIAL_PREFIX + state.serial())) {
            found.add(slot.getToken());
            states.add(state);
        } else {
            others.add(state.label());
        }
    }

    static TokenState stateOf(final TokenInfo info) {
        return new TokenState(
                info.getLabel().strip(),
                info.getSerialNumber().strip(),
                info.getModel().strip(),
                info.hasFlagBit(PKCS11Constants.CKF_USER_PIN_COUNT_LOW),
                info.hasFlagBit(PKCS11Constants.CKF_USER_PIN_FINAL_TRY),
                info.hasFlagBit(PKCS11Constants.CKF_USER_PIN_LOCKED));
    }

    @Override
    public TokenSession openSession() {
        final Session session =
                library.call(epoch, "opening a session on " + config.token(), module -> token.openSession(true));
        return new Pkcs11Session(library, epoch, session);
    }

    @Override
    public void close() {
        if (library != null) {
            library.release();
            library = null;
        }
    }
}
