package io.lastro.hsm.pkcs11;

import org.xipki.pkcs11.wrapper.Logger;

/** The wrapper's own log would go to the standard output, with handles and attributes in it: not said at all. */
final class QuietLogger implements Logger {
    @Override
    public void info(final String format, final Object... arguments) {}

    @Override
    public void warn(final String format, final Object... arguments) {}

    @Override
    public void error(final String format, final Object... arguments) {}

    @Override
    public void debug(final String format, final Object... arguments) {}

    @Override
    public void trace(final String format, final Object... arguments) {}

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public boolean isWarnEnabled() {
        return false;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }
}
