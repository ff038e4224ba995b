package io.lastro.client;

import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import java.util.Objects;

/** A transfer as a client asks for it: one debit account, one credit account, one amount in minor units. Immutable. */
public final class Transfer {
    private final Id id;
    private final Id debitAccountId;
    private final Id creditAccountId;
    private final Id pendingId;
    private final Id userData128;
    private final long amount;
    private final long userData64;
    private final long timestampNs;
    private final int userData32;
    private final int timeoutSeconds;
    private final int ledger;
    private final int code;
    private final int flags;
    private final String reference;

    private Transfer(final Builder builder) {
        id = Objects.requireNonNull(builder.id, "id");
        debitAccountId = Objects.requireNonNull(builder.debitAccountId, "debitAccountId");
        creditAccountId = Objects.requireNonNull(builder.creditAccountId, "creditAccountId");
        pendingId = Objects.requireNonNull(builder.pendingId, "pendingId");
        userData128 = Objects.requireNonNull(builder.userData128, "userData128");
        amount = builder.amount;
        userData64 = builder.userData64;
        timestampNs = builder.timestampNs;
        userData32 = builder.userData32;
        timeoutSeconds = builder.timeoutSeconds;
        ledger = builder.ledger;
        code = builder.code;
        flags = builder.flags;
        reference = Objects.requireNonNull(builder.reference, "reference");
        Fields.requireUnsigned16("code", code);
        Fields.requireUnsigned16("flags", flags);
        Fields.requireReference(reference);
    }

    /** A builder with everything zero but the id, which the caller keeps to send it again. */
    public static Builder builder(final Id id) {
        return new Builder(id);
    }

    /** A builder for posting all of a pending transfer; an amount may be set. */
    public static Builder post(final Id id, final Id pendingId) {
        return new Builder(id)
                .pendingId(pendingId)
                .flags(TransferFlags.POST_PENDING)
                .amount(ProtocolLimits.AMOUNT_MAX);
    }

    /** A builder for releasing a pending transfer. */
    public static Builder voiding(final Id id, final Id pendingId) {
        return new Builder(id).pendingId(pendingId).flags(TransferFlags.VOID_PENDING);
    }

    /** 128 bit, neither zero nor all ones; for ever unique. */
    public Id id() {
        return id;
    }

    /** The account that is debited; zero to inherit in a post or void. */
    public Id debitAccountId() {
        return debitAccountId;
    }

    /** The account that is credited; zero to inherit in a post or void. */
    public Id creditAccountId() {
        return creditAccountId;
    }

    /** The transfer to post or void, or zero. */
    public Id pendingId() {
        return pendingId;
    }

    /** Free for the user. */
    public Id userData128() {
        return userData128;
    }

    /** Minor units, 0..2^63-1; the largest means "all there is" for post and balancing. */
    public long amount() {
        return amount;
    }

    /** Free for the user. */
    public long userData64() {
        return userData64;
    }

    /** 0, or the past Unix time in ns of an imported transfer; of a looked-up one when it was created. */
    public long timestampNs() {
        return timestampNs;
    }

    /** Free for the user. */
    public int userData32() {
        return userData32;
    }

    /** Of a pending transfer, unsigned seconds; 0 = never. */
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** Asset, unsigned 32 bit. */
    public int ledger() {
        return ledger;
    }

    /** Why the money moves, 1..65535; 0 to inherit in a post or void. */
    public int code() {
        return code;
    }

    /** Bits of {@link TransferFlags}. */
    public int flags() {
        return flags;
    }

    /** Up to 35 printable ASCII characters; empty = none. */
    public String reference() {
        return reference;
    }

    /** True when any of the given bits of {@link TransferFlags} is set. */
    public boolean has(final int anyOfFlags) {
        return (flags & anyOfFlags) != 0;
    }

    @Override
    public String toString() {
        return "Transfer[" + id + ": " + amount + " minor of ledger " + ledger + ", debit " + debitAccountId
                + ", credit " + creditAccountId + ", flags " + flags + "]";
    }

    void encode(final TransferEvent event) {
        event.idLow(id.low()).idHigh(id.high());
        event.debitAccountIdLow(debitAccountId.low()).debitAccountIdHigh(debitAccountId.high());
        event.creditAccountIdLow(creditAccountId.low()).creditAccountIdHigh(creditAccountId.high());
        event.pendingIdLow(pendingId.low()).pendingIdHigh(pendingId.high());
        event.userData128Low(userData128.low()).userData128High(userData128.high());
        event.amount(amount).userData64(userData64).timestampNs(timestampNs).userData32(userData32);
        event.timeoutSeconds(timeoutSeconds).ledger(ledger).code(code).flags(flags);
    }

    /** Collects the fields of a transfer. Not thread-safe. */
    public static final class Builder {
        private final Id id;
        private Id debitAccountId = Id.ZERO;
        private Id creditAccountId = Id.ZERO;
        private Id pendingId = Id.ZERO;
        private Id userData128 = Id.ZERO;
        private long amount;
        private long userData64;
        private long timestampNs;
        private int userData32;
        private int timeoutSeconds;
        private int ledger;
        private int code;
        private int flags;
        private String reference = "";

        private Builder(final Id id) {
            this.id = id;
        }

        /** The account that is debited. */
        public Builder debit(final Id accountId) {
            debitAccountId = accountId;
            return this;
        }

        /** The account that is credited. */
        public Builder credit(final Id accountId) {
            creditAccountId = accountId;
            return this;
        }

        /** Minor units. */
        public Builder amount(final long minor) {
            amount = minor;
            return this;
        }

        /** The transfer to post or void. */
        public Builder pendingId(final Id value) {
            pendingId = value;
            return this;
        }

        /** Free for the user. */
        public Builder userData128(final Id value) {
            userData128 = value;
            return this;
        }

        /** Free for the user. */
        public Builder userData64(final long value) {
            userData64 = value;
            return this;
        }

        /** Free for the user. */
        public Builder userData32(final int value) {
            userData32 = value;
            return this;
        }

        /** Past Unix time in ns of an imported transfer; sets the imported flag. */
        public Builder imported(final long value) {
            timestampNs = value;
            return flags(TransferFlags.IMPORTED);
        }

        /** Reserves instead of posting; seconds until it expires, 0 = never. */
        public Builder pending(final int seconds) {
            timeoutSeconds = seconds;
            return flags(TransferFlags.PENDING);
        }

        /** Asset, unsigned 32 bit, not 0. */
        public Builder ledger(final int value) {
            ledger = value;
            return this;
        }

        /** Why the money moves, 1..65535. */
        public Builder code(final int value) {
            code = value;
            return this;
        }

        /** Adds bits of {@link TransferFlags}. */
        public Builder flags(final int value) {
            flags |= value;
            return this;
        }

        /** Chains it with the next transfer of the same list. */
        public Builder linked() {
            return flags(TransferFlags.LINKED);
        }

        /** Seconds until a pending transfer expires, without setting the flag. */
        public Builder timeoutSeconds(final int value) {
            timeoutSeconds = value;
            return this;
        }

        /** Past Unix time in ns, without setting the imported flag. */
        public Builder timestampNs(final long value) {
            timestampNs = value;
            return this;
        }

        /** Up to 35 printable ASCII characters; empty = none. */
        public Builder reference(final String value) {
            reference = value;
            return this;
        }

        /**
         * The transfer.
         *
         * @throws IllegalArgumentException when a value does not fit its field or the reference is malformed.
         */
        public Transfer build() {
            return new Transfer(this);
        }
    }
}
