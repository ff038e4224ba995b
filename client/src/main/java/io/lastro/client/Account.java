package io.lastro.client;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountFlags;
import java.util.Objects;

/**
 * An account as a client asks for it. Immutable.
 *
 * @param id 128 bit, neither zero nor all ones.
 * @param ledger asset, unsigned 32 bit, not 0.
 * @param code chart-of-accounts number, 1..65535.
 * @param flags bits of {@link AccountFlags}.
 * @param userData128 free for the user.
 * @param userData64 free for the user.
 * @param userData32 free for the user.
 * @param timestampNs 0, or the past timestamp of an imported account; of a looked-up one when it was created.
 */
public record Account(
        Id id, int ledger, int code, int flags, Id userData128, long userData64, int userData32, long timestampNs) {
    /** Checks what cannot be written into the wire's fields; all else is judged by the ledger. */
    public Account {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(userData128, "userData128");
        Fields.requireUnsigned16("code", code);
        Fields.requireUnsigned16("flags", flags);
    }

    /** A builder with everything zero but the id. */
    public static Builder builder(final Id id) {
        return new Builder(id);
    }

    /** True when any of the given bits of {@link AccountFlags} is set. */
    public boolean has(final int anyOfFlags) {
        return (flags & anyOfFlags) != 0;
    }

    void encode(final AccountEvent event) {
        event.idLow(id.low()).idHigh(id.high());
        event.userData128Low(userData128.low()).userData128High(userData128.high());
        event.userData64(userData64).userData32(userData32).timestampNs(timestampNs);
        event.ledger(ledger).code(code).flags(flags);
    }

    /** Collects the fields of an account. Not thread-safe. */
    public static final class Builder {
        private final Id id;
        private int ledger;
        private int code;
        private int flags;
        private Id userData128 = Id.ZERO;
        private long userData64;
        private int userData32;
        private long timestampNs;

        private Builder(final Id id) {
            this.id = id;
        }

        /** Asset, unsigned 32 bit, not 0. */
        public Builder ledger(final int value) {
            ledger = value;
            return this;
        }

        /** Chart-of-accounts number, 1..65535. */
        public Builder code(final int value) {
            code = value;
            return this;
        }

        /** Adds bits of {@link AccountFlags}. */
        public Builder flags(final int value) {
            flags |= value;
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

        /** Past Unix time in ns of an imported account; sets the imported flag. */
        public Builder imported(final long value) {
            timestampNs = value;
            return flags(AccountFlags.IMPORTED);
        }

        /** The account. */
        public Account build() {
            return new Account(id, ledger, code, flags, userData128, userData64, userData32, timestampNs);
        }
    }
}
