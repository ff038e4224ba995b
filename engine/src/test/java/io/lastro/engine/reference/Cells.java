package io.lastro.engine.reference;

import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the tables' language: {@code name=value} pairs, and names for numbers and instants. */
final class Cells {
    /** 23:00 of the Brasilia clock: when the event of a row comes. */
    static final long NIGHT_NS = 1_736_992_800_000_000_000L;

    /** One second. */
    static final long SECOND_NS = 1_000_000_000L;

    private static final Map<String, BigInteger> NAMES = names();

    private Cells() {}

    private static Map<String, BigInteger> names() {
        final Map<String, BigInteger> names = new LinkedHashMap<>();
        names.put("none", BigInteger.ZERO);
        names.put("allOnes", Amounts.ID_MAX);
        names.put("2^63-1", Amounts.MAX);
        names.put("2^63", Amounts.MAX.add(BigInteger.ONE));
        names.put("2^64-1", BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
        names.put("2^32-1", BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE));
        names.put("now", BigInteger.valueOf(NIGHT_NS));
        names.put("aDayLater", BigInteger.valueOf(NIGHT_NS + 86_400 * SECOND_NS));
        names.put("lastTransfer", BigInteger.valueOf(Scenery.LAST_TRANSFER_NS));
        names.put("account1", BigInteger.valueOf(Scenery.FIRST_ACCOUNT_NS));
        names.put("account40", BigInteger.valueOf(Scenery.ACCOUNT_40_NS));
        names.put("account41", BigInteger.valueOf(Scenery.ACCOUNT_40_NS + 1));
        return names;
    }

    /** The rows of a table: cells between bars; empty lines and lines that begin with # are left out. */
    static List<String[]> rows(final String table) {
        return table.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toArray(String[]::new))
                .collect(Collectors.toList());
    }

    /** The pairs of a cell; one with nothing behind its sign is empty. */
    static Map<String, String> pairs(final String cell) {
        final Map<String, String> pairs = new LinkedHashMap<>();
        for (final String pair : cell.split("\\s+")) {
            if (!pair.isEmpty()) {
                final int sign = pair.indexOf('=');
                pairs.put(pair.substring(0, sign), pair.substring(sign + 1));
            }
        }
        return pairs;
    }

    /** A number: digits or a name, with +n or -n behind it. */
    static BigInteger number(final String text) {
        if (NAMES.containsKey(text)) {
            return NAMES.get(text);
        }
        final int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        if (sign <= 0) {
            return new BigInteger(text);
        }
        final BigInteger distance = new BigInteger(text.substring(sign + 1));
        final BigInteger from = number(text.substring(0, sign));
        return text.charAt(sign) == '+' ? from.add(distance) : from.subtract(distance);
    }

    private static int flags(final String text, final Map<String, Integer> bits) {
        int flags = 0;
        for (final String flag : text.split("\\+")) {
            final String constant = flag.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
            flags |= flag.startsWith("bit") ? 1 << Integer.parseInt(flag.substring(3)) : bits.get(constant);
        }
        return flags;
    }

    private static String text(final String value) {
        return switch (value) {
            case "TAB" -> "a\tb";
            case "ACCENT" -> "caf\u00e9";
            case "DELETE" -> "\u007f";
            case "35chars" -> "x".repeat(35);
            case "36chars" -> "x".repeat(36);
            default -> value;
        };
    }

    /** Sets fields of an account. */
    static NewAccount account(final NewAccount event, final String cell) {
        pairs(cell).forEach((name, value) -> {
            switch (name) {
                case "id" -> event.id(number(value));
                case "ledger" -> event.ledger(number(value).intValue());
                case "code" -> event.code(number(value).intValue());
                case "flags" -> event.flags(flags(value, Show.accountFlags()));
                case "userData" -> {
                    final String[] parts = value.split("/");
                    event.userData128(number(parts[0]));
                    event.userData64(number(parts[1]).longValue());
                    event.userData32(number(parts[2]).intValue());
                }
                case "reserved" -> event.reserved(number(value).intValue());
                case "at" -> event.timestampNs(number(value).longValue());
                default -> throw new IllegalArgumentException(name);
            }
        });
        return event;
    }

    /** Sets fields of a transfer. */
    static NewTransfer transfer(final NewTransfer event, final String cell) {
        pairs(cell).forEach((name, value) -> {
            switch (name) {
                case "id" -> event.id(number(value));
                case "debit" -> event.debitAccountId(number(value));
                case "credit" -> event.creditAccountId(number(value));
                case "amount" -> event.amount(number(value).longValue());
                case "hold" -> event.pendingId(number(value));
                case "timeout" -> event.timeoutSeconds(number(value).intValue());
                case "ledger" -> event.ledger(number(value).intValue());
                case "code" -> event.code(number(value).intValue());
                case "flags" -> event.flags(flags(value, Show.transferFlags()));
                case "userData" -> {
                    final String[] parts = value.split("/");
                    event.userData128(number(parts[0]));
                    event.userData64(number(parts[1]).longValue());
                    event.userData32(number(parts[2]).intValue());
                }
                case "reference" -> event.reference(text(value));
                case "at" -> event.timestampNs(number(value).longValue());
                default -> throw new IllegalArgumentException(name);
            }
        });
        return event;
    }

    /** Sets fields of a command. */
    static NewCommand command(final NewCommand command, final String cell) {
        pairs(cell).forEach((name, value) -> {
            switch (name) {
                case "kind" -> command.kind(named(AdminKind.values(), value));
                case "id" -> command.commandId(number(value));
                case "account" -> command.accountId(number(value));
                case "amount" -> command.amount(number(value).longValue());
                case "version" -> command.expectedVersion(number(value).longValue());
                case "validUntil" -> command.validUntilNs(number(value).longValue());
                case "limit" -> command.limitKind(named(LimitKind.values(), value));
                case "codes" -> command.codes(codes(value));
                case "removes" -> command.removes(Boolean.parseBoolean(value));
                case "effectiveAt" -> command.effectiveAtNs(number(value).longValue());
                case "block" -> command.blockId(number(value));
                case "by" -> command.blockKind(named(BlockKind.values(), value));
                case "expiresAt" -> command.expiresAtNs(number(value).longValue());
                case "transfer" -> command.transferId(number(value));
                case "credit" -> command.creditAccountId(number(value));
                case "code" -> command.transferCode(number(value).intValue());
                case "sides" ->
                    command.freezesDebits(value.contains("debits")).freezesCredits(value.contains("credits"));
                case "setting" -> command.setting(named(LedgerSetting.values(), value));
                case "who" -> command.who(text(value));
                case "why" -> command.why(text(value));
                case "signed" -> command.signedBy(List.of(value.split(",", -1)));
                default -> throw new IllegalArgumentException(name);
            }
        });
        return command;
    }

    private static List<Integer> codes(final String value) {
        final List<Integer> codes = new ArrayList<>();
        for (final String code : value.split(",")) {
            codes.add(Integer.valueOf(code));
        }
        return codes;
    }

    private static <E extends Enum<E>> E named(final E[] values, final String name) {
        final String constant = name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
        return Arrays.stream(values)
                .filter(value -> value.name().equals(constant))
                .findFirst()
                .orElseThrow();
    }
}
