package io.lastro.node.load;

import io.lastro.client.Id;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the columns of a file mean. Read from a small YAML file by {@link #read}; its keys are explained in
 * examples/README.md.
 *
 * <p>One load uses a mapping on one thread.
 */
public final class LoadMapping {
    /** What a line of the file is. */
    public enum Kind {
        /** An account to open. */
        ACCOUNTS,
        /** A transfer between two accounts that exist. */
        TRANSFERS,
        /** One side of a transfer, as a bank prints it for its customer; the mapping chooses the other side. */
        MOVEMENTS
    }

    /** Which customers of a file of movements may go below zero. */
    enum Negative {
        /** None. */
        NEVER,
        /** All. */
        ALWAYS,
        /** Those whose stated balance is below zero somewhere. */
        STATED,
        /** Those, and the ones that the loadable lines of the file themselves take below zero. */
        STATED_OR_COMPUTED
    }

    /** How a customer of a file of movements may go below zero. */
    enum BelowZero {
        /** By being opened without the balance limit. */
        WITHOUT_LIMIT,
        /** By a credit limit of as much as the file goes below zero. */
        CREDIT_LIMIT
    }

    /**
     * What all kinds have.
     *
     * @param ledger asset.
     * @param amounts how amounts are written.
     * @param ids makes ids of texts.
     * @param delimiter between fields.
     * @param maxFieldChars longest field.
     * @param header the names that the header must have, in order; empty = any.
     */
    record Common(
            int ledger, DecimalAmount amounts, TextId ids, char delimiter, int maxFieldChars, List<String> header) {}

    /**
     * User data of an account or transfer.
     *
     * @param data128 null = 0.
     * @param data64 free.
     * @param data32 free.
     */
    record UserData(IdRule data128, NumberRule data64, NumberRule data32) {}

    /**
     * Fields of an account.
     *
     * @param id its id.
     * @param code chart-of-accounts number.
     * @param flags its flags.
     * @param userData its user data.
     */
    record AccountRules(IdRule id, NumberRule code, FlagRule flags, UserData userData) {}

    /**
     * Fields that transfers and movements share.
     *
     * @param unique text from which the transfer's id is made.
     * @param amountColumn name of the column.
     * @param reference null = none.
     * @param userData user data.
     * @param stated balance to compare with; null = none.
     */
    record EntryRules(Template unique, String amountColumn, Template reference, UserData userData, StatedRule stated) {}

    /**
     * A balance that the file states.
     *
     * @param column its column; an empty field states nothing.
     * @param ofDebitAccount which account of a transfer; not looked at for movements.
     * @param creditSense credits less debits, else debits less credits.
     */
    record StatedRule(String column, boolean ofDebitAccount, boolean creditSense) {}

    /**
     * Fields of a transfer only.
     *
     * @param debit its debit account.
     * @param credit its credit account.
     * @param code why the money moves.
     * @param flags its flags.
     * @param pending unique text of the transfer to post or void; null = none.
     * @param timeoutSeconds of a pending transfer.
     */
    record TransferRules(
            IdRule debit,
            IdRule credit,
            NumberRule code,
            FlagRule flags,
            Template pending,
            NumberRule timeoutSeconds) {}

    /**
     * Fields of a movement only.
     *
     * @param customer the account that the file is about.
     * @param customerCode its chart-of-accounts number.
     * @param mayGoNegative who may go below zero.
     * @param belowZero how.
     * @param sideColumn column that says credit or debit.
     * @param sideIsCredit by the text of that column.
     * @param counters rules for the other side, first match wins.
     */
    record MovementRules(
            IdRule customer,
            int customerCode,
            Negative mayGoNegative,
            BelowZero belowZero,
            String sideColumn,
            Map<String, Boolean> sideIsCredit,
            List<CounterRule> counters) {}

    /**
     * One rule for the other side of a movement.
     *
     * @param when text by column: {@code *} = not empty.
     * @param account the account.
     * @param accountCode its chart-of-accounts number.
     * @param code of the transfer.
     */
    record CounterRule(Map<String, String> when, IdRule account, int accountCode, int code) {}

    /**
     * An account of the ledger's own, for the other side of movements.
     *
     * @param name with columns.
     * @param code chart-of-accounts number.
     * @param id null = hash of the name.
     */
    record CounterAccount(Template name, int code, Id id) {}

    private final Kind kind;
    private final Common common;
    private final AccountRules accounts;
    private final EntryRules entries;
    private final TransferRules transfers;
    private final MovementRules movements;
    private final Set<String> columns;
    private final String sha256;

    LoadMapping(final MappingReader reader) {
        kind = reader.kind;
        common = reader.common;
        accounts = reader.accounts;
        entries = reader.entries;
        transfers = reader.transfers;
        movements = reader.movements;
        columns = Set.copyOf(reader.columns);
        sha256 = reader.sha256;
    }

    /**
     * Reads a mapping file.
     *
     * @throws io.lastro.node.config.ConfigException with all problems at once.
     */
    public static LoadMapping read(final Path file) {
        return MappingReader.read(file);
    }

    /** What a line is. */
    public Kind kind() {
        return kind;
    }

    /** The asset that is loaded. */
    public int ledger() {
        return common.ledger();
    }

    /** Decimal text of minor units in this mapping's scale. */
    public String decimal(final java.math.BigInteger minor) {
        return common.amounts().print(minor);
    }

    /**
     * The id that this mapping gives to an account's text, such as {@code cash}: for looking at the ledger after a load.
     */
    public Id accountId(final String text) {
        return common.ids().account(text);
    }

    /** The id that this mapping gives to a transfer's unique text. */
    public Id transferId(final String text) {
        return common.ids().transfer(text);
    }

    Common common() {
        return common;
    }

    AccountRules accounts() {
        return accounts;
    }

    EntryRules entries() {
        return entries;
    }

    TransferRules transfers() {
        return transfers;
    }

    MovementRules movements() {
        return movements;
    }

    /** Names of all columns that are used. */
    Set<String> columns() {
        return columns;
    }

    /** Hash of the mapping file: a load that was begun with another one is not continued. */
    String sha256() {
        return sha256;
    }
}
