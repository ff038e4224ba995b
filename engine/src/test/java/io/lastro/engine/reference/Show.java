package io.lastro.engine.reference;

import io.lastro.engine.embedded.AccountView;
import io.lastro.engine.embedded.Movement;
import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.QueryFilter;
import io.lastro.engine.embedded.StatementFilter;
import io.lastro.engine.embedded.TransferView;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.TransferFlags;
import java.lang.reflect.Field;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything as text: to compare two ledgers in every field, and to print a case that somebody can read. Fields that are
 * zero or empty are left out.
 */
final class Show {
    private static final Map<String, Integer> ACCOUNT_FLAGS = bits(AccountFlags.class);
    private static final Map<String, Integer> TRANSFER_FLAGS = bits(TransferFlags.class);

    private Show() {}

    private static Map<String, Integer> bits(final Class<?> constants) {
        final Map<String, Integer> bits = new LinkedHashMap<>();
        try {
            for (final Field field : constants.getFields()) {
                final int value = field.getInt(null);
                if (Integer.bitCount(value) == 1) {
                    bits.put(field.getName(), value);
                }
            }
        } catch (final IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        return bits;
    }

    /** The bits of an account's flags by name. */
    static Map<String, Integer> accountFlags() {
        return ACCOUNT_FLAGS;
    }

    /** The bits of a transfer's flags by name. */
    static Map<String, Integer> transferFlags() {
        return TRANSFER_FLAGS;
    }

    /** An account event. */
    static String of(final NewAccount value) {
        return new Fields()
                .add("id", value.id())
                .add("ledger", value.ledger() & 0xFFFF_FFFFL)
                .add("code", value.code())
                .flags(value.flags(), ACCOUNT_FLAGS)
                .add("userData128", value.userData128())
                .add("userData64", value.userData64())
                .add("userData32", value.userData32())
                .add("reserved", value.reserved())
                .add("timestampNs", value.timestampNs())
                .toString();
    }

    /** A transfer event. */
    static String of(final NewTransfer value) {
        return new Fields()
                .add("id", value.id())
                .add("debit", value.debitAccountId())
                .add("credit", value.creditAccountId())
                .add("amount", value.amount())
                .add("pendingId", value.pendingId())
                .flags(value.flags(), TRANSFER_FLAGS)
                .add("timeoutSeconds", value.timeoutSeconds() & 0xFFFF_FFFFL)
                .add("ledger", value.ledger() & 0xFFFF_FFFFL)
                .add("code", value.code())
                .add("userData128", value.userData128())
                .add("userData64", value.userData64())
                .add("userData32", value.userData32())
                .add("timestampNs", value.timestampNs())
                .add("reference", value.reference())
                .toString();
    }

    /** An admin command without its signatures. */
    static String commandContent(final NewCommand value) {
        return content(value).toString();
    }

    /** An admin command. */
    static String of(final NewCommand value) {
        return content(value).add("signedBy", value.signedBy()).toString();
    }

    private static Fields content(final NewCommand value) {
        return new Fields()
                .add("kind", value.kind())
                .add("commandId", value.commandId())
                .add("account", value.accountId())
                .add("amount", value.amount())
                .add("expectedVersion", value.expectedVersion())
                .add("validUntilNs", value.validUntilNs())
                .add("limitKind", value.limitKind())
                .add("codes", value.codes())
                .add("removes", value.removes())
                .add("effectiveAtNs", value.effectiveAtNs())
                .add("blockId", value.blockId())
                .add("blockKind", value.blockKind())
                .add("expiresAtNs", value.expiresAtNs())
                .add("transferId", value.transferId())
                .add("creditAccount", value.creditAccountId())
                .add("transferCode", value.transferCode())
                .add("freezesDebits", value.freezesDebits())
                .add("freezesCredits", value.freezesCredits())
                .add("setting", value.setting())
                .add("who", value.who())
                .add("why", value.why());
    }

    /** An account that was read; whether it is closed is told beside its flags, not by them. */
    static String of(final AccountView value) {
        if (value == null) {
            return "missing";
        }
        final NewAccount asked = Copies.of(value.account());
        asked.flags(asked.flags() & ~AccountFlags.CLOSED);
        return of(asked) + " at=" + value.timestampNs() + " closed=" + value.closed() + " last=" + value.lastSequence()
                + ' ' + value.balances() + ' ' + value.rules();
    }

    /** A transfer that was read. */
    static String of(final TransferView value) {
        return value == null
                ? "missing"
                : of(value.transfer()) + " at=" + value.timestampNs() + " sequence=" + value.sequence() + ' '
                        + value.state() + " captured=" + value.captured() + " remaining=" + value.remaining()
                        + " expiresAt=" + value.expiresAtNs();
    }

    /** A movement. */
    static String of(final Movement value) {
        return "#" + value.sequence() + " at=" + value.timestampNs() + (value.expiry() ? " expiry of " : " ")
                + of(value.transfer()) + " amount=" + value.amount() + " debit=" + value.debit() + " credit="
                + value.credit();
    }

    /** A statement filter. */
    static String of(final StatementFilter value) {
        return new Fields()
                .add("account", value.accountId())
                .add("debits", value.debits())
                .add("credits", value.credits())
                .add("code", value.code())
                .add("userData128", value.userData128())
                .add("userData64", value.userData64())
                .add("userData32", value.userData32())
                .add("fromTimeNs", value.fromTimeNs())
                .add("toTimeNs", value.toTimeNs())
                .add("fromSequence", value.fromSequence())
                .add("toSequence", value.toSequence())
                .add("newestFirst", value.newestFirst())
                .add("afterSequence", value.afterSequence())
                .add("limit", value.limit())
                .toString();
    }

    /** A query filter. */
    static String of(final QueryFilter value) {
        return new Fields()
                .add("userData128", value.userData128())
                .add("userData64", value.userData64())
                .add("userData32", value.userData32())
                .add("ledger", value.ledger())
                .add("code", value.code())
                .add("reference", value.reference())
                .add("fromTimeNs", value.fromTimeNs())
                .add("toTimeNs", value.toTimeNs())
                .add("newestFirst", value.newestFirst())
                .add("limit", value.limit())
                .toString();
    }

    /** Name and value of each field that is set. */
    private static final class Fields {
        private final List<String> shown = new ArrayList<>();

        Fields add(final String name, final Object value) {
            final boolean unset = value == null
                    || value.equals(BigInteger.ZERO)
                    || value.equals(0)
                    || value.equals(0L)
                    || value.equals(false)
                    || value.equals("")
                    || value.equals(List.of());
            if (!unset) {
                shown.add(name + ": " + (value instanceof String ? "'" + value + "'" : value));
            }
            return this;
        }

        Fields flags(final int flags, final Map<String, Integer> names) {
            if (flags == 0) {
                return this;
            }
            final List<String> set = new ArrayList<>();
            int rest = flags;
            for (final Map.Entry<String, Integer> name : names.entrySet()) {
                if ((flags & name.getValue()) != 0) {
                    set.add(name.getKey());
                    rest &= ~name.getValue();
                }
            }
            if (rest != 0) {
                set.add("0x" + Integer.toHexString(rest));
            }
            shown.add("flags: " + String.join("|", set));
            return this;
        }

        @Override
        public String toString() {
            return "{" + String.join(", ", shown) + "}";
        }
    }
}
