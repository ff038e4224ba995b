package io.lastro.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.protocol.codec.AccountTransfersDecoder.FiltersDecoder;
import org.agrona.concurrent.UnsafeBuffer;

/** Which movements of an account: all that match every condition that is set. Immutable; the node judges it. */
public final class StatementFilter {
    private static final byte DEBITS = 1;
    private static final byte CREDITS = 2;
    private static final byte NEWEST_FIRST = 4;
    private static final int DEFAULT_LIMIT = 100;

    private final byte[] entry;

    private StatementFilter(final byte[] entry) {
        this.entry = entry;
    }

    /** Everything of an account, oldest first, in pages of 100. */
    public static Builder of(final Id accountId) {
        return new Builder(accountId);
    }

    /** The same from behind a page. */
    StatementFilter after(final long sequence) {
        final byte[] copy = entry.clone();
        new UnsafeBuffer(copy).putLong(FiltersDecoder.afterSequenceEncodingOffset(), sequence, LITTLE_ENDIAN);
        return new StatementFilter(copy);
    }

    byte[] entry() {
        return entry;
    }

    /** Collects conditions. Not thread-safe. */
    public static final class Builder {
        private final UnsafeBuffer filter = new UnsafeBuffer(new byte[FiltersDecoder.sbeBlockLength()]);
        private byte flags = DEBITS | CREDITS;

        private Builder(final Id accountId) {
            filter.putLong(FiltersDecoder.accountIdLowEncodingOffset(), accountId.low(), LITTLE_ENDIAN);
            filter.putLong(FiltersDecoder.accountIdHighEncodingOffset(), accountId.high(), LITTLE_ENDIAN);
            limit(DEFAULT_LIMIT);
        }

        /** Only movements that debit it, that credit it, or both. */
        public Builder sides(final boolean debits, final boolean credits) {
            flags = (byte) (flags & NEWEST_FIRST | (debits ? DEBITS : 0) | (credits ? CREDITS : 0));
            return this;
        }

        /** Only this transfer code; 0 = any. */
        public Builder code(final int value) {
            Fields.requireUnsigned16("code", value);
            filter.putShort(FiltersDecoder.codeEncodingOffset(), (short) value, LITTLE_ENDIAN);
            return this;
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

        /** Only events in this range of Unix time in ns, inclusive; to 0 = no bound. */
        public Builder time(final long fromNs, final long toNs) {
            filter.putLong(FiltersDecoder.fromTimeNsEncodingOffset(), fromNs, LITTLE_ENDIAN);
            filter.putLong(FiltersDecoder.toTimeNsEncodingOffset(), toNs, LITTLE_ENDIAN);
            return this;
        }

        /** Only events in this range of sequences, inclusive; to 0 = no bound. */
        public Builder sequences(final long from, final long to) {
            filter.putLong(FiltersDecoder.fromSequenceEncodingOffset(), from, LITTLE_ENDIAN);
            filter.putLong(FiltersDecoder.toSequenceEncodingOffset(), to, LITTLE_ENDIAN);
            return this;
        }

        /** Newest movement first. */
        public Builder newestFirst() {
            flags |= NEWEST_FIRST;
            return this;
        }

        /** Behind a page: its {@link Page#next()}. */
        public Builder after(final long sequence) {
            filter.putLong(FiltersDecoder.afterSequenceEncodingOffset(), sequence, LITTLE_ENDIAN);
            return this;
        }

        /** Most rows of a page, 1 to 8,190. */
        public Builder limit(final int value) {
            Fields.requireUnsigned16("limit", value);
            filter.putShort(FiltersDecoder.limitEncodingOffset(), (short) value, LITTLE_ENDIAN);
            return this;
        }

        /** The filter. */
        public StatementFilter build() {
            filter.putByte(FiltersDecoder.flagsEncodingOffset(), flags);
            return new StatementFilter(filter.byteArray().clone());
        }
    }
}
