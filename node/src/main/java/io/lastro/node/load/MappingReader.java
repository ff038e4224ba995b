package io.lastro.node.load;

import io.lastro.client.Id;
import io.lastro.node.config.ConfigException;
import io.lastro.node.config.ConfigProblem;
import io.lastro.node.config.Suggestion;
import io.lastro.node.config.YamlFile;
import io.lastro.node.config.YamlValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a mapping file into a {@link LoadMapping}, telling all problems at once. */
final class MappingReader {
    private static final long UNSIGNED_16_MAX = 0xFFFF;
    private static final long UNSIGNED_32_MAX = 0xFFFF_FFFFL;
    private static final int DEFAULT_FIELD_CHARS = 256;
    private static final List<String> DATE_PATTERNS =
            List.of("yyyy-MM-dd", "yyyyMMdd", "dd/MM/yyyy", "MM/dd/yyyy", "dd.MM.yyyy");
    private static final NumberRule ZERO = new NumberRule.Constant(0);

    LoadMapping.Kind kind;
    LoadMapping.Common common;
    LoadMapping.AccountRules accounts;
    LoadMapping.EntryRules entries;
    LoadMapping.TransferRules transfers;
    LoadMapping.MovementRules movements;
    String sha256;
    final Set<String> columns = new LinkedHashSet<>();

    private final List<ConfigProblem> problems = new ArrayList<>();
    private String datePattern = DATE_PATTERNS.get(0);

    private MappingReader() {}

    static LoadMapping read(final Path file) {
        final MappingReader reader = new MappingReader();
        final YamlValue.Mapping root;
        try (InputStream in = Files.newInputStream(file)) {
            final byte[] bytes = in.readNBytes(YamlFile.MAX_FILE_BYTES + 1);
            reader.sha256 = HexFormat.of().formatHex(LineReader.sha256().digest(bytes));
            root = YamlFile.parse(bytes, reader.problems);
        } catch (final IOException e) {
            throw new ConfigException(file.toString(), List.of(new ConfigProblem("", "cannot be read: " + e)));
        }
        if (root != null) {
            reader.readRoot(new MappingSection("", root, reader.problems));
        }
        if (!reader.problems.isEmpty()) {
            throw new ConfigException(file.toString(), reader.problems);
        }
        return new LoadMapping(reader);
    }

    private void readRoot(final MappingSection root) {
        kind = root.choice("kind", LoadMapping.Kind.class, null);
        readCommon(root);
        switch (kind) {
            case ACCOUNTS -> readAccounts(root.section("account"));
            case TRANSFERS -> readTransfers(root.section("transfer"));
            default -> readMovements(root);
        }
        root.refuseOthers();
    }

    private void readCommon(final MappingSection root) {
        final int ledger = (int) root.number("ledger", 1, UNSIGNED_32_MAX);
        final String namespace = root.text("namespace");
        final long scale = root.number("scale", 0, DecimalAmount.MAX_SCALE, 0);
        if (kind != LoadMapping.Kind.ACCOUNTS && !root.has("scale")) {
            root.problem(root.line(), "needs the key scale: decimals of the amounts");
        }
        final MappingSection csv = root.optionalSection("csv");
        datePattern = csv.text("date-pattern", datePattern);
        if (!DATE_PATTERNS.contains(datePattern)) {
            csv.problem(
                    csv.lineOf("date-pattern"),
                    csv.full("date-pattern") + " is none of " + String.join(", ", DATE_PATTERNS));
            datePattern = DATE_PATTERNS.get(0);
        }
        final char separator = oneOf(csv, "decimal-separator", '.', ".,");
        final char delimiter = oneOf(csv, "delimiter", ',', ",;|\t");
        final int fieldChars = (int) csv.number("max-field-chars", 1, LineReader.MAX_LINE_BYTES, DEFAULT_FIELD_CHARS);
        final List<String> header = List.copyOf(csv.texts("columns"));
        csv.refuseOthers();
        common = new LoadMapping.Common(
                ledger,
                new DecimalAmount((int) scale, separator),
                new TextId(namespace),
                delimiter,
                fieldChars,
                header);
    }

    private static char oneOf(
            final MappingSection section, final String key, final char otherwise, final String allowed) {
        final String text = section.text(key, String.valueOf(otherwise));
        if (text.length() == 1 && allowed.indexOf(text.charAt(0)) >= 0) {
            return text.charAt(0);
        }
        section.problem(section.lineOf(key), section.full(key) + " must be one of the characters " + allowed);
        return otherwise;
    }

    private void readAccounts(final MappingSection section) {
        accounts = new LoadMapping.AccountRules(
                id(section, "id"),
                number(section, "code", UNSIGNED_16_MAX, null),
                flags(section, FlagRule.ACCOUNT_FLAGS),
                userData(section));
        section.refuseOthers();
    }

    private void readTransfers(final MappingSection section) {
        readEntry(section, true);
        final Template pending = section.has("pending") ? template(section, "pending") : null;
        transfers = new LoadMapping.TransferRules(
                id(section, "debit-account"),
                id(section, "credit-account"),
                number(section, "code", UNSIGNED_16_MAX, null),
                flags(section, FlagRule.TRANSFER_FLAGS),
                pending,
                number(section, "timeout-seconds", UNSIGNED_32_MAX, ZERO));
        section.refuseOthers();
    }

    private void readMovements(final MappingSection root) {
        final MappingSection movement = root.section("movement");
        readEntry(movement, false);
        final String sideColumn = column(movement, "side");
        final Map<String, Boolean> sides = new LinkedHashMap<>();
        readSide(movement, sides, "credit-values", true);
        readSide(movement, sides, "debit-values", false);
        movement.refuseOthers();

        final MappingSection customer = root.section("customer");
        final IdRule customerId = id(customer, "id");
        final int customerCode = (int) customer.number("code", 1, UNSIGNED_16_MAX);
        final LoadMapping.Negative negative =
                customer.choice("may-go-negative", LoadMapping.Negative.class, LoadMapping.Negative.NEVER);
        if (negative == LoadMapping.Negative.STATED && entries.stated() == null) {
            customer.problem(
                    customer.lineOf("may-go-negative"), "may-go-negative: stated needs movement.stated-balance");
        }
        final LoadMapping.BelowZero belowZero =
                customer.choice("below-zero", LoadMapping.BelowZero.class, LoadMapping.BelowZero.WITHOUT_LIMIT);
        customer.refuseOthers();
        final Map<String, LoadMapping.CounterAccount> chart = readChart(root);
        final List<LoadMapping.CounterRule> rules = new ArrayList<>();
        for (final MappingSection rule : root.sections("rules")) {
            rules.add(readRule(rule, chart));
        }
        movements = new LoadMapping.MovementRules(
                customerId, customerCode, negative, belowZero, sideColumn, sides, List.copyOf(rules));
    }

    private static void readSide(
            final MappingSection movement, final Map<String, Boolean> sides, final String key, final boolean credit) {
        final List<String> values = movement.texts(key);
        if (values.isEmpty()) {
            movement.problem(movement.line(), "needs " + movement.full(key));
        }
        for (final String value : values) {
            if (sides.putIfAbsent(value, credit) != null) {
                movement.problem(movement.lineOf(key), movement.full(key) + ": " + value + " stands twice");
            }
        }
    }

    private Map<String, LoadMapping.CounterAccount> readChart(final MappingSection root) {
        final Map<String, LoadMapping.CounterAccount> chart = new LinkedHashMap<>();
        for (final MappingSection account : root.sections("counter-accounts")) {
            final Template name = template(account, "name");
            final int code = (int) account.number("code", 1, UNSIGNED_16_MAX);
            final Id id = account.has("id") ? Id.of(account.number("id", 1, Long.MAX_VALUE)) : null;
            account.refuseOthers();
            if (id != null && name.parts().size() > 1) {
                account.problem(
                        account.lineOf("id"), "an id for " + name.text() + " would be the same for all of them");
            }
            if (chart.put(name.text(), new LoadMapping.CounterAccount(name, code, id)) != null) {
                account.problem(account.line(), "counter account " + name.text() + " stands twice");
            }
        }
        return chart;
    }

    private LoadMapping.CounterRule readRule(
            final MappingSection rule, final Map<String, LoadMapping.CounterAccount> chart) {
        final Map<String, String> when = rule.optionalSection("when").allTexts();
        columns.addAll(when.keySet());
        final String name = rule.text("account");
        final int code = (int) rule.number("code", 1, UNSIGNED_16_MAX);
        rule.refuseOthers();
        final LoadMapping.CounterAccount account = chart.get(name);
        if (account == null) {
            rule.problem(
                    rule.lineOf("account"),
                    "unknown counter account " + name + Suggestion.question(name, chart.keySet()));
            return new LoadMapping.CounterRule(when, new IdRule.Constant(Id.of(1), name), 1, code);
        }
        final IdRule id = account.id() != null
                ? new IdRule.Constant(account.id(), name)
                : new IdRule.Hashed(account.name(), common.ids());
        id.addColumnsTo(columns);
        return new LoadMapping.CounterRule(when, id, account.code(), code);
    }

    private void readEntry(final MappingSection section, final boolean isTransfer) {
        final Template unique = template(section, "unique");
        if (unique.parts().size() == 1) {
            section.problem(section.lineOf("unique"), section.full("unique") + " names no {column}");
        }
        final String amount = column(section, "amount");
        final Template reference = section.has("reference") ? template(section, "reference") : null;
        LoadMapping.StatedRule stated = null;
        if (section.has("stated-balance")) {
            final YamlValue value = section.value("stated-balance");
            stated = value instanceof YamlValue.Mapping && isTransfer
                    ? statedOfTransfer(section.optionalSection("stated-balance"))
                    : new LoadMapping.StatedRule(column(section, "stated-balance"), false, true);
        }
        entries = new LoadMapping.EntryRules(unique, amount, reference, userData(section), stated);
    }

    private enum Of {
        DEBIT_ACCOUNT,
        CREDIT_ACCOUNT
    }

    private enum Sense {
        CREDITS_LESS_DEBITS,
        DEBITS_LESS_CREDITS
    }

    private LoadMapping.StatedRule statedOfTransfer(final MappingSection section) {
        final LoadMapping.StatedRule rule = new LoadMapping.StatedRule(
                column(section, "column"),
                section.choice("of", Of.class, Of.CREDIT_ACCOUNT) == Of.DEBIT_ACCOUNT,
                section.choice("sense", Sense.class, Sense.CREDITS_LESS_DEBITS) == Sense.CREDITS_LESS_DEBITS);
        section.refuseOthers();
        return rule;
    }

    private LoadMapping.UserData userData(final MappingSection section) {
        return new LoadMapping.UserData(
                section.has("user-data-128") ? id(section, "user-data-128") : null,
                number(section, "user-data-64", Long.MAX_VALUE, ZERO),
                number(section, "user-data-32", UNSIGNED_32_MAX, ZERO));
    }

    private FlagRule flags(final MappingSection section, final Map<String, Integer> known) {
        final YamlValue value = section.value("flags");
        if (value instanceof YamlValue.Mapping) {
            final MappingSection inner = section.optionalSection("flags");
            final String column = column(inner, "names");
            inner.refuseOthers();
            return new FlagRule(0, column, known);
        }
        final String names = section.text("flags", "");
        try {
            return new FlagRule(names.isEmpty() ? 0 : FlagRule.parse(names, known), null, known);
        } catch (final IllegalArgumentException e) {
            section.problem(section.lineOf("flags"), section.full("flags") + ": " + e.getMessage());
            return new FlagRule(0, null, known);
        }
    }

    /** A number of its own, or {@code {number: column}}, {@code {date: column}}, {@code {by: column, values: {...}}}. */
    private NumberRule number(
            final MappingSection section, final String key, final long most, final NumberRule otherwise) {
        final YamlValue value = section.value(key);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (!(value instanceof YamlValue.Mapping)) {
            return new NumberRule.Constant(section.number(key, 0, most));
        }
        final MappingSection inner = section.optionalSection(key);
        final NumberRule rule;
        if (inner.has("date")) {
            rule = new NumberRule.Date(inner.text("date"), datePattern);
        } else if (inner.has("by")) {
            rule = lookup(inner, most);
        } else {
            rule = new NumberRule.Column(inner.text("number"), most);
        }
        inner.refuseOthers();
        rule.addColumnsTo(columns);
        return rule;
    }

    private static NumberRule lookup(final MappingSection section, final long most) {
        final Map<String, Long> numbers = new LinkedHashMap<>();
        final MappingSection values = section.section("values");
        for (final Map.Entry<String, String> entry : values.allTexts().entrySet()) {
            final int line = values.lineOf(entry.getKey());
            numbers.put(entry.getKey(), values.parse(line, values.full(entry.getKey()), entry.getValue(), 0, most));
        }
        final Long otherwise = section.has("otherwise") ? (Long) section.number("otherwise", 0, most) : null;
        return new NumberRule.Lookup(section.text("by"), numbers, otherwise);
    }

    /** {@code {number: column, prefix: n}}, {@code {hash: text}}, or a number. */
    private IdRule id(final MappingSection section, final String key) {
        if (!(section.value(key) instanceof YamlValue.Mapping)) {
            final long id = section.number(key, 1, Long.MAX_VALUE);
            return new IdRule.Constant(Id.of(id), Long.toString(id));
        }
        final MappingSection inner = section.optionalSection(key);
        final IdRule rule = inner.has("hash")
                ? new IdRule.Hashed(template(inner, "hash"), common.ids())
                : new IdRule.Numbered(inner.text("number"), inner.number("prefix", 0, Long.MAX_VALUE, 0));
        inner.refuseOthers();
        rule.addColumnsTo(columns);
        return rule;
    }

    private String column(final MappingSection section, final String key) {
        final String name = section.text(key);
        columns.add(name);
        return name;
    }

    private Template template(final MappingSection section, final String key) {
        final String text = section.text(key);
        try {
            final Template template = Template.parse(text);
            template.addColumnsTo(columns);
            if (text.length() > DEFAULT_FIELD_CHARS) {
                section.problem(section.lineOf(key), section.full(key) + " is too long");
            }
            return template;
        } catch (final IllegalArgumentException e) {
            section.problem(section.lineOf(key), section.full(key) + ": " + e.getMessage());
            return Template.parse("");
        }
    }
}
