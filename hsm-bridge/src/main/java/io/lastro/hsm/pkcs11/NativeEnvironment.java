package io.lastro.hsm.pkcs11;

import io.lastro.hsm.HsmErrorCode;
import io.lastro.hsm.HsmException;
import jnr.ffi.LibraryLoader;

/**
 * The environment that native code of this process sees. Java has a copy of it that cannot be changed, and SoftHSM takes
 * the place of its configuration from nowhere else.
 */
final class NativeEnvironment {
    private static final CLibrary LIBRARY = LibraryLoader.create(CLibrary.class).load("c");

    private NativeEnvironment() {}

    /** The two functions, by their names in C; public because the loader implements it. */
    public interface CLibrary {
        /** Sets a variable; 0 when it was done. */
        int setenv(String name, String value, int overwrite);

        /** The value, or null. */
        String getenv(String name);
    }

    /** Sets a variable when it has another value. Not at the same time as native code that reads the environment. */
    static void set(final String name, final String value) {
        if (!value.equals(LIBRARY.getenv(name)) && LIBRARY.setenv(name, value, 1) != 0) {
            throw new HsmException(HsmErrorCode.HSM_CONFIG, "cannot set " + name + " for native libraries");
        }
    }
}
