package io.lastro.hsm.pkcs11;

import io.lastro.hsm.HsmErrorCode;
import io.lastro.hsm.HsmException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.StaticLogger;

/**
 * A PKCS#11 library in this process. It is one for all clients, as its sessions and its login are, and it is started and
 * ended here.
 *
 * <p>Ending a library while another thread is inside it crashes the process with some libraries. So every call holds the
 * read lock, and only who gets the write lock ends it. Handles are given out again after a new start: calls of an older
 * epoch are refused.
 */
final class Pkcs11Library {
    private static final Map<Path, Pkcs11Library> LOADED = new HashMap<>();
    /** Every PKCS#11 library exports it; asking a library that does not for its functions crashes the process. */
    private static final byte[] ENTRY_POINT = "C_GetFunctionList".getBytes(StandardCharsets.US_ASCII);

    private static final long MAX_LIBRARY_BYTES = 512L << 20;
    private static final long QUIET_WAIT_MS = 500;
    private static final String SOFTHSM_CONF = "SOFTHSM2_CONF";

    private final ReentrantReadWriteLock inside = new ReentrantReadWriteLock();
    private final PKCS11Module module;
    private final Path file;
    private Path softHsmConf;
    private int users;
    private boolean started;
    private boolean startedByUs;
    private volatile long epoch;

    private Pkcs11Library(final Path file, final PKCS11Module module) {
        this.file = file;
        this.module = module;
    }

    /** A call into the library. */
    @FunctionalInterface
    interface NativeCall<T> {
        T run(PKCS11Module module) throws PKCS11Exception, iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
    }

    /** Loads the library when it is not, and counts one more user. It is not yet started. */
    static Pkcs11Library acquire(final Path library, final Path softHsmConf) {
        synchronized (LOADED) {
            final Path file = realPath(library);
            Pkcs11Library loaded = LOADED.get(file);
            if (loaded == null) {
                loaded = new Pkcs11Library(file, load(file));
                LOADED.put(file, loaded);
            }
            loaded.addUser(softHsmConf);
            return loaded;
        }
    }

    private static Path realPath(final Path library) {
        try {
            final Path file = library.toRealPath();
            if (Files.isRegularFile(file)) {
                return file;
            }
        } catch (final IOException e) {
            throw new HsmException(HsmErrorCode.HSM_LIBRARY_MISSING, "there is no library " + library, e);
        }
        throw new HsmException(HsmErrorCode.HSM_LIBRARY_MISSING, library + " is no file");
    }

    private static PKCS11Module load(final Path file) {
        checkEntryPoint(file);
        StaticLogger.setLogger(new QuietLogger());
        try {
            return PKCS11Module.getInstance(file.toString());
        } catch (final IOException | LinkageError e) {
            throw new HsmException(HsmErrorCode.HSM_LIBRARY_FAILED, "cannot load " + file + ": " + e, e);
        }
    }

    private static void checkEntryPoint(final Path file) {
        try {
            if (Files.size(file) <= MAX_LIBRARY_BYTES && contains(Files.readAllBytes(file), ENTRY_POINT)) {
                return;
            }
        } catch (final IOException e) {
            throw new HsmException(HsmErrorCode.HSM_LIBRARY_MISSING, "cannot read library " + file, e);
        }
        throw new HsmException(HsmErrorCode.HSM_LIBRARY_FAILED, file + " is no PKCS#11 library");
    }

    private static boolean contains(final byte[] bytes, final byte[] wanted) {
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            int matching = 0;
            while (matching < wanted.length && bytes[i + matching] == wanted[matching]) {
                matching++;
            }
            if (matching == wanted.length) {
                return true;
            }
        }
        return false;
    }

    private synchronized void addUser(final Path conf) {
        if (users > 0 && conf != null && !Objects.equals(conf, softHsmConf)) {
            throw new HsmException(
                    HsmErrorCode.HSM_CONFIG, "SoftHSM is in use with another configuration, " + softHsmConf);
        }
        if (conf != null) {
            softHsmConf = conf;
        }
        users++;
    }

    /** Ends the library with its last user, unless a call hangs in it. */
    synchronized void release() {
        users--;
        if (users == 0 && started && lockQuiet()) {
            try {
                stop();
            } finally {
                inside.writeLock().unlock();
            }
        }
    }

    /** Grows with every start. */
    long epoch() {
        return epoch;
    }

    /** Starts the library when it is not. */
    synchronized void start() {
        if (!started) {
            inside.writeLock().lock();
            try {
                initialize();
            } finally {
                inside.writeLock().unlock();
            }
        }
    }

    /**
     * Ends the library and starts it again, so that it forgets what it knew of its tokens. Nothing is done when another
     * client has done so since, or when a call hangs inside it.
     *
     * @param seen epoch at which the caller found the token gone.
     */
    synchronized void restart(final long seen) {
        if (started && (epoch != seen || !lockQuiet())) {
            return;
        }
        if (!started) {
            start();
            return;
        }
        try {
            stop();
            initialize();
        } finally {
            inside.writeLock().unlock();
        }
    }

    /** Runs a call inside the library; HSM_GONE when it was started again since the given epoch. */
    <T> T call(final long since, final String doing, final NativeCall<T> call) {
        inside.readLock().lock();
        try {
            if (epoch != since || !started) {
                throw new HsmException(HsmErrorCode.HSM_GONE, doing + ": the library was started again meanwhile");
            }
            return call.run(module);
        } catch (final PKCS11Exception e) {
            throw Pkcs11Errors.of(e, doing);
        } catch (final iaik.pkcs.pkcs11.wrapper.PKCS11Exception e) {
            throw Pkcs11Errors.of(e, doing);
        } finally {
            inside.readLock().unlock();
        }
    }

    private boolean lockQuiet() {
        try {
            return inside.writeLock().tryLock(QUIET_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void initialize() {
        if (softHsmConf != null) {
            NativeEnvironment.set(SOFTHSM_CONF, softHsmConf.toString());
        }
        try {
            module.initialize();
            startedByUs = true;
        } catch (final PKCS11Exception e) {
            if (e.getErrorCode() != PKCS11Constants.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
                throw new HsmException(
                        HsmErrorCode.HSM_LIBRARY_FAILED, file + " did not start: " + e.getErrorName(), e);
            }
            startedByUs = false; // by other code in this process: it is not ours to end
        }
        started = true;
        epoch++;
    }

    private void stop() {
        started = false;
        if (!startedByUs) {
            return;
        }
        try {
            module.finalize(null);
        } catch (final PKCS11Exception e) {
            if (e.getErrorCode() != PKCS11Constants.CKR_CRYPTOKI_NOT_INITIALIZED) {
                throw Pkcs11Errors.of(e, "end of " + file);
            }
        }
    }
}
