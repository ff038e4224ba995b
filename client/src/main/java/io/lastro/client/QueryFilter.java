package io.lastro.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.codec.QueryTransfersDecoder.FiltersDecoder;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which accounts or transfers: all that match every condition that is set, in the order of their own timestamps.
 * Immutable; the node judges it. Accounts and transfers are asked with the same layout, which a test compares.
 */
public final class QueryFilter {
    private static final byte NEWEST_FIRST = 4;
    private static final int DEFAULT_LIMIT = 100;

    private final byte[] entry;

    private QueryFilter(final byte[] entry) {
        this.entry = entry;
    }

    /** Everything, oldest first, in pages of 100. */
    public static Builder all() {
        return new Builder();
    }

    /** The same from the place where a page says that the next one begins. */
    QueryFilter from(final long next) {
        final byte[] copy = entry.clone();
        final boolean newestFirst = copy[FiltersDecoder.flagsEncodingOffset()] == NEWEST_FIRST;
        final int at =
                newestFirst ? FiltersDecoder.toTimeNsEncodingOffset() : FiltersDecoder.fromTimeNsEncodingOffset();
        new UnsafeBuffer(copy).putLong(at, next, LITTLE_ENDIAN);
        return new QueryFilter(copy);
    }

    byte[] entry() {
        return entry;
    }

    /** Collects conditions. Not thread-safe. */
    public static final class Builder {
        private final UnsafeBuffer filter = new UnsafeBuffer(new byte[FiltersDecoder.sbeBlockLength()]);

        private Builder() {
            limit(DEFAULT_LIMIT);
        }

        /** Only this user data; zero = any. */
        public Builder userData128(final Id value) {
            filter.putLong(FiltersDecoder.userData128LowEncodingOffset(), value.low(), LITTLE_ENDIAN);
            filter.putLong(FiltersDecoder.userData128HighEncodingOffset(), value.high(), LITTLE_ENDIAN);
            return this;
        }

        /** Only this user data; 0 = any. */
        public Builder userData64(final long value) {
            filter.putLong(FiltersDecoder.userData64EncodingOffset(), value, LITTLE_ENDIAN);
            return this;
        }

        /** Only this user data; 0 = any. */
        public Builder userData32(final int value) {
            filter.putInt(FiltersDecoder.userData32EncodingOffset(), value, LITTLE_ENDIAN);
            return this;
        }

        /** Only this ledger; 0 = any. */
        public Builder ledger(final int value) {
            filter.putInt(FiltersDecoder.ledgerEncodingOffset(), value, LITTLE_ENDIAN);
            return this;
        }

        /** Only this code; 0 = any. */
        public Builder code(final int value) {
            Fields.requireUnsigned16("code", value);
            filter.putShort(FiltersDecoder.codeEncodingOffset(), (short) value, LITTLE_ENDIAN);
            return this;
        }

        /** Only this reference; empty = any; of transfers only. */
        public Builder reference(final String value) {
            Fields.requireReference(value);
            final byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
            filter.setMemory(
                    FiltersDecoder.referenceEncodingOffset(), FiltersDecoder.referenceEncodingLength(), (byte) 0);
            filter.putBytes(FiltersDecoder.referenceEncodingOffset(), ascii);
            return this;
        }

        /** Only with an own timestamp in this range of Unix time in ns, inclusive; to 0 = no bound. */
        public Builder time(final long fromNs, final long toNs) {
            filter.putLong(FiltersDecoder.fromTimeNsEncodingOffset(), fromNs, LITTLE_ENDIAN);
            filter.putLong(FiltersDecoder.toTimeNsEncodingOffset(), toNs, LITTLE_ENDIAN);
            return this;
        }

        /** Newest first. */
        public Builder newestFirst() {
            filter.putByte(FiltersDecoder.flagsEncodingOffset(), NEWEST_FIRST);
            return this;
        }

        /** Most rows of a page, 1 to 8,190. */
        public Builder limit(final int value) {
            Fields.requireUnsigned16("limit", value);
            filter.putShort(FiltersDecoder.limitEncodingOffset(), (short) value, LITTLE_ENDIAN);
            return this;
        }

        /** The filter. */
        public QueryFilter build() {
            return new QueryFilter(filter.byteArray().clone());
        }
    }
}
