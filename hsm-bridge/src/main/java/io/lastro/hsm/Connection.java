package io.lastro.hsm;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The login at the token, shared by all workers: connects, logs in once, and connects again when the token had gone. One
 * session of its own stays open, because a token logs the user out with the last session.
 *
 * <p>Every method may block as long as the token does; only workers call them.
 */
final class Connection {
    /** Shortest time between two attempts to connect again, so that a dead token is not hammered. */
    static final long RECONNECT_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /** A rotation by another process is seen after this time. */
    static final long KEYS_VALID_NS = TimeUnit.SECONDS.toNanos(10);

    private final HsmConfig config;
    private final TokenDriver driver;
    private final HsmListener listener;

    private TokenSession anchor;
    private volatile TokenState state;
    private List<TokenKey> keys;
    private long keysReadNs;
    private HsmException down;
    private long downSinceNs;
    private volatile long generation;

    Connection(final HsmConfig config, final TokenDriver driver, final HsmListener listener) {
        this.config = config;
        this.driver = driver;
        this.listener = listener;
    }

    /** Grows with every connection; sessions and keys of an older one are worth nothing. */
    long generation() {
        return generation;
    }

    /** The first connection; its failures have their own codes. */
    synchronized void open() {
        if (anchor == null) {
            connect(false);
        }
    }

    /** Connects again when the token had gone. */
    synchronized void ensureUp() {
        if (anchor == null) {
            connectAgain();
        }
    }

    /** A session of the given generation; HSM_GONE when there is a newer one by now. */
    synchronized TokenSession openSession(final long wanted) {
        if (generation != wanted || anchor == null) {
            throw new HsmException(HsmErrorCode.HSM_GONE, "the token was connected again meanwhile");
        }
        return driver.openSession();
    }

    /**
     * After a failure with HSM_GONE: connects again, unless another worker has done so since.
     *
     * @param seen generation that the failed call had.
     */
    synchronized void renew(final long seen) {
        if (generation == seen) {
            connectAgain();
        }
    }

    TokenState state() {
        return state;
    }

    /** Keys of the token, at most {@link #KEYS_VALID_NS} old. */
    synchronized List<TokenKey> keys(final TokenSession session) {
        if (keys == null || System.nanoTime() - keysReadNs > KEYS_VALID_NS) {
            return freshKeys(session);
        }
        return keys;
    }

    /** Keys of the token now. A token that had keys and has none any more has gone. */
    synchronized List<TokenKey> freshKeys(final TokenSession session) {
        final List<TokenKey> found = session.keys();
        if (found.isEmpty() && keys != null && !keys.isEmpty()) {
            keys = null;
            throw new HsmException(HsmErrorCode.HSM_GONE, "the token had keys and shows none any more");
        }
        keys = found;
        keysReadNs = System.nanoTime();
        return keys;
    }

    /** After a key was made or destroyed. */
    synchronized void forgetKeys() {
        keys = null;
    }

    synchronized void close() {
        closeAnchor();
        driver.close();
    }

    private void connectAgain() {
        if (down != null && System.nanoTime() - downSinceNs < RECONNECT_PAUSE_NS) {
            throw gone(down);
        }
        try {
            connect(true);
        } catch (final HsmException e) {
            down = e;
            downSinceNs = System.nanoTime();
            throw gone(e);
        }
        listener.onReconnect();
    }

    /** A PIN's failure stays what it is, because somebody has to act; everything else is a token that is not there. */
    private static HsmException gone(final HsmException cause) {
        return switch (cause.code()) {
            case HSM_GONE, HSM_PIN_WRONG, HSM_PIN_LOCKED, HSM_PIN_FINAL_TRY, HSM_PIN_MISSING, HSM_PIN_FILE_OPEN ->
                cause;
            default ->
                new HsmException(
                        HsmErrorCode.HSM_GONE,
                        "the token had gone, and connecting again failed: " + cause.getMessage(),
                        cause);
        };
    }

    private void connect(final boolean afresh) {
        closeAnchor();
        keys = null;
        final TokenState found = driver.connect(afresh);
        final TokenSession session = driver.openSession();
        try {
            login(session, found);
        } catch (final HsmException e) {
            session.close();
            throw e;
        }
        state = found;
        anchor = session;
        down = null;
        generation++;
    }

    private void login(final TokenSession session, final TokenState token) {
        synchronized (WrongPins.lockOf(token.serial())) {
            if (session.loggedIn()) {
                return;
            }
            if (token.pinLocked()) {
                throw new HsmException(HsmErrorCode.HSM_PIN_LOCKED, "token " + token.label() + " is locked");
            }
            if (token.pinFinalTry() && !config.finalTryAllowed()) {
                throw new HsmException(
                        HsmErrorCode.HSM_PIN_FINAL_TRY, "one more wrong PIN locks token " + token.label());
            }
            final char[] pin = config.pin().read();
            try {
                if (WrongPins.isWrong(token.serial(), pin)) {
                    throw new HsmException(
                            HsmErrorCode.HSM_PIN_WRONG,
                            "token " + token.label() + " has refused this PIN (" + config.pin()
                                    + ") before; it was not tried again");
                }
                tryOnce(session, token, pin);
            } finally {
                Arrays.fill(pin, '\0');
            }
        }
    }

    private void tryOnce(final TokenSession session, final TokenState token, final char[] pin) {
        try {
            session.login(pin);
        } catch (final HsmException e) {
            if (e.code() == HsmErrorCode.HSM_PIN_WRONG) {
                WrongPins.remember(token.serial(), pin);
                throw new HsmException(
                        HsmErrorCode.HSM_PIN_WRONG,
                        "token " + token.label() + " refused the PIN (" + config.pin() + ") after one try",
                        e.getCause());
            }
            throw e;
        }
    }

    private void closeAnchor() {
        if (anchor != null) {
            anchor.close();
            anchor = null;
        }
    }
}
