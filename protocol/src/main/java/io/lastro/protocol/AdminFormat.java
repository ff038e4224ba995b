package io.lastro.protocol;

import static io.lastro.protocol.ProtocolLimits.AMOUNT_MAX;

/** What a well-formed admin command is; anything else is refused before the ring. */
public final class AdminFormat {
    /** Most transfer codes that one limit names. */
    public static final int MAX_CODES = AdminEvent.CODES_LENGTH;

    /** Most commands of one request. */
    public static final int MAX_BATCH_COMMANDS = 1_024;

    private static final int MINUTES_OF_A_DAY = 24 * 60;
    private static final int BOTH_SIDES = 3;
    private static final long MAX_DELAY_SECONDS = 366L * 24 * 60 * 60;

    private AdminFormat() {}

    /** What is malformed about a command; null when nothing is. */
    public static String objection(final AdminEvent event) {
        final AdminKind kind = AdminKind.ofCode(event.kind());
        if (kind == null) {
            return "unknown kind " + event.kind();
        }
        if (event.amount() < 0) {
            return "amount above 2^63-1";
        }
        if (event.codeCount() > MAX_CODES) {
            return "a limit names at most " + MAX_CODES + " codes";
        }
        if (event.removes() > 1) {
            return "removes is 0 or 1";
        }
        if (event.validUntilNs() < 0 || event.effectiveAtNs() < 0 || event.expiresAtNs() < 0) {
            return "an instant above 2^63-1";
        }
        if (event.reserved() != 0) {
            return "reserved must be 0";
        }
        final String text = textObjection(event);
        return text != null ? text : ownObjection(event, kind);
    }

    private static String ownObjection(final AdminEvent event, final AdminKind kind) {
        return switch (kind) {
            case SET_LIMIT ->
                LimitKind.ofCode(event.limitKind()) == null ? "unknown limit kind " + event.limitKind() : null;
            case ADD_BLOCK ->
                BlockKind.ofCode(event.blockKind()) == null ? "unknown block kind " + event.blockKind() : null;
            case FREEZE, UNFREEZE ->
                event.freezeSides() == 0 || event.freezeSides() > BOTH_SIDES
                        ? "debits, credits or both are to be named"
                        : null;
            case CONFIG -> settingObjection(event);
            default -> null;
        };
    }

    private static String settingObjection(final AdminEvent event) {
        final LedgerSetting setting = LedgerSetting.ofCode(event.configKey());
        if (setting == null) {
            return "unknown setting " + event.configKey();
        }
        if ((event.accountIdLow() | event.accountIdHigh()) != 0) {
            return "config names no account";
        }
        final long most = setting == LedgerSetting.LIMIT_RAISE_DELAY_SECONDS ? MAX_DELAY_SECONDS : MINUTES_OF_A_DAY - 1;
        return Long.compareUnsigned(event.amount(), Math.min(most, AMOUNT_MAX)) > 0
                ? setting.wireName() + " is at most " + most
                : null;
    }

    private static String textObjection(final AdminEvent event) {
        return printable(event, AdminEvent.WHO_OFFSET, AdminEvent.WHO_BYTES)
                        && printable(event, AdminEvent.WHY_OFFSET, AdminEvent.WHY_BYTES)
                ? null
                : "who and why are printable ASCII, shorter than their fields";
    }

    /** Printable characters, then zeros, at least one. */
    private static boolean printable(final AdminEvent event, final int field, final int bytes) {
        boolean ended = false;
        for (int i = 0; i < bytes; i++) {
            final byte character = event.buffer().getByte(event.offset() + field + i);
            if (character == 0) {
                ended = true;
            } else if (ended || character < ' ' || character > '~') {
                return false;
            }
        }
        return ended;
    }
}
