package io.lastro.engine.image;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A state on its way out of memory or into it; which of the two is the bringer's choice. Ledger thread only.
 *
 * <p><b>Failure:</b> an {@link ImageException} while loading leaves the ledger unusable: it must be thrown away.
 */
public abstract class StateImage {
    /** Version of all memory layouts together; raised when any of them changes. */
    public static final int LAYOUT = 1;

    /** Whether memory is filled from the image; else the image from memory. */
    public abstract boolean isLoading();

    /** Passes a number: gives the same back when saving, the stored one when loading. */
    public abstract long int64(long value);

    /** Passes a piece of memory. */
    public abstract void memory(UnsafeBuffer buffer, int offset, int length);

    /** Passes a number that counts or addresses something. */
    public final int int32(final int value) {
        final long found = int64(value);
        if ((int) found != found) {
            throw new ImageException("the image holds " + found + " where a smaller number stands");
        }
        return (int) found;
    }

    /** Passes a number of things. */
    public final int count(final int value) {
        final int found = int32(value);
        if (found < 0) {
            throw new ImageException("the image holds " + found + " things");
        }
        return found;
    }

    /** Passes the name of what follows; other content in its place is noticed here. */
    public final void section(final String name) {
        long tag = 0;
        for (int i = 0; i < name.length(); i++) {
            tag = tag * 31 + name.charAt(i);
        }
        expect(tag, name);
    }

    /** Passes a setting that must be the same in the ledger that loads. */
    public final void expect(final long value, final String what) {
        final long found = int64(value);
        if (found != value) {
            throw new ImageException("the image is of another " + what + ": " + found + ", not " + value);
        }
    }
}
