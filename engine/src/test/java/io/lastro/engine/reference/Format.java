package io.lastro.engine.reference;

import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.QueryFilter;
import io.lastro.engine.embedded.StatementFilter;
import io.lastro.protocol.AdminFormat;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.ProtocolLimits;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;

/** What is malformed: refused as a whole before anything happens. */
final class Format {
    private static final int ID_BITS = 128;
    private static final int UNSIGNED_SHORT_MAX = 0xFFFF;
    private static final int WHO_CHARS = 35;
    private static final int WHY_CHARS = 135;
    private static final long MINUTE_OF_DAY_MAX = 1439;
    private static final long DELAY_SECONDS_MAX = 366L * 24 * 60 * 60;

    private Format() {}

    /** Refuses too many events or ids. */
    static void batch(final List<?> events) {
        require(events.size() <= ProtocolLimits.MAX_BATCH_EVENTS, "more than 8190 events");
    }

    /** Refuses fields that do not fit the protocol. */
    static void account(final NewAccount event) {
        wide(event.id(), "id");
        wide(event.userData128(), "userData128");
        unsignedShort(event.code(), "code");
        unsignedShort(event.flags(), "flags");
    }

    /** Refuses fields that do not fit the protocol. */
    static void transfer(final NewTransfer event) {
        wide(event.id(), "id");
        wide(event.debitAccountId(), "debitAccountId");
        wide(event.creditAccountId(), "creditAccountId");
        wide(event.pendingId(), "pendingId");
        wide(event.userData128(), "userData128");
        unsignedShort(event.code(), "code");
        unsignedShort(event.flags(), "flags");
    }

    /** Refuses what {@link AdminFormat} refuses, and fields that do not fit the protocol. */
    static void command(final NewCommand command) {
        require(command.kind() != null, "no kind");
        wide(command.commandId(), "commandId");
        wide(command.accountId(), "accountId");
        wide(command.blockId(), "blockId");
        wide(command.transferId(), "transferId");
        wide(command.creditAccountId(), "creditAccountId");
        unsignedShort(command.transferCode(), "transferCode");
        require(command.codes().size() <= AdminFormat.MAX_CODES, "more than 8 codes");
        command.codes().forEach(code -> unsignedShort(code, "code"));
        require(command.amount() >= 0, "amount above 2^63-1");
        require(command.validUntilNs() >= 0, "validUntil above 2^63-1");
        require(command.effectiveAtNs() >= 0, "effectiveAt above 2^63-1");
        require(command.expiresAtNs() >= 0, "expiresAt above 2^63-1");
        text(command.who(), WHO_CHARS, "who");
        text(command.why(), WHY_CHARS, "why");
        switch (command.kind()) {
            case SET_LIMIT -> require(command.limitKind() != null, "no limit kind");
            case ADD_BLOCK -> require(command.blockKind() != null, "no block kind");
            case FREEZE, UNFREEZE -> require(command.freezesDebits() || command.freezesCredits(), "no side");
            default -> {}
        }
        if (command.kind() == AdminKind.CONFIG) {
            config(command);
        }
    }

    private static void config(final NewCommand command) {
        require(command.setting() != null, "no setting");
        require(Amounts.isZero(command.accountId()), "config names an account");
        final boolean delay = command.setting() == LedgerSetting.LIMIT_RAISE_DELAY_SECONDS;
        require(command.amount() <= (delay ? DELAY_SECONDS_MAX : MINUTE_OF_DAY_MAX), "setting out of its range");
    }

    /** Refuses a statement that cannot be answered, that of an account that does not exist included. */
    static void statement(final StatementFilter filter, final Set<BigInteger> accounts) {
        wide(filter.accountId(), "accountId");
        wide(filter.userData128(), "userData128");
        unsignedShort(filter.code(), "code");
        require(filter.debits() || filter.credits(), "neither debits nor credits");
        range(filter.fromTimeNs(), filter.toTimeNs(), "time");
        range(filter.fromSequence(), filter.toSequence(), "sequence");
        require(filter.afterSequence() >= 0, "afterSequence is negative");
        limit(filter.limit());
        require(accounts.contains(filter.accountId()), "no such account");
    }

    /** Refuses a query that cannot be answered. */
    static void query(final QueryFilter filter) {
        wide(filter.userData128(), "userData128");
        unsignedShort(filter.code(), "code");
        range(filter.fromTimeNs(), filter.toTimeNs(), "time");
        limit(filter.limit());
    }

    /** Refuses a number of rows outside 1 to 8190. */
    static void limit(final int limit) {
        require(limit >= 1 && limit <= ProtocolLimits.MAX_BATCH_EVENTS, "limit is not in 1..8190");
    }

    /** Refuses an id outside 128 bits. */
    static void id(final BigInteger id) {
        wide(id, "id");
    }

    /** Refuses a negative instant or sequence. */
    static void notNegative(final long value) {
        require(value >= 0, "negative");
    }

    /** Refuses to look for accounts by reference: they have none. */
    static void noReference(final QueryFilter filter) {
        require(filter.reference().isEmpty(), "accounts have no reference");
    }

    private static void range(final long from, final long to, final String name) {
        require(from >= 0 && to >= 0, name + " is negative");
        require(from <= to, name + " range ends before it begins");
    }

    private static void text(final String value, final int most, final String name) {
        final boolean printable = value.chars().allMatch(character -> character >= ' ' && character <= '~');
        require(printable && value.length() <= most, name + " is not printable ASCII or too long");
    }

    private static void wide(final BigInteger value, final String name) {
        require(value.signum() >= 0 && value.bitLength() <= ID_BITS, name + " is not a value of 128 bits");
    }

    private static void unsignedShort(final int value, final String name) {
        require(value >= 0 && value <= UNSIGNED_SHORT_MAX, name + " is not a value of 16 bits");
    }

    private static void require(final boolean condition, final String objection) {
        if (!condition) {
            throw new IllegalArgumentException(objection);
        }
    }
}
