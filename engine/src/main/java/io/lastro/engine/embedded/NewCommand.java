package io.lastro.engine.embedded;

import io.lastro.protocol.AdminKind;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;
import java.math.BigInteger;
import java.util.List;

/**
 * An admin command as it is asked for. Everything that is not set is zero or empty.
 */
public final class NewCommand {
    private AdminKind kind;
    private BigInteger commandId = BigInteger.ZERO;
    private BigInteger accountId = BigInteger.ZERO;
    private long amount;
    private long expectedVersion;
    private long validUntilNs;
    private LimitKind limitKind;
    private List<Integer> codes = List.of();
    private boolean removes;
    private long effectiveAtNs;
    private BigInteger blockId = BigInteger.ZERO;
    private BlockKind blockKind;
    private long expiresAtNs;
    private BigInteger transferId = BigInteger.ZERO;
    private BigInteger creditAccountId = BigInteger.ZERO;
    private int transferCode;
    private boolean freezesDebits;
    private boolean freezesCredits;
    private LedgerSetting setting;
    private String who = "";
    private String why = "";
    private List<String> signedBy = List.of();

    /** What it does. */
    public AdminKind kind() {
        return kind;
    }

    /** Sets kind. */
    public NewCommand kind(final AdminKind value) {
        kind = value;
        return this;
    }

    /** Id of the command, for ever unique. */
    public BigInteger commandId() {
        return commandId;
    }

    /** Sets commandId. */
    public NewCommand commandId(final BigInteger value) {
        commandId = value;
        return this;
    }

    /** Account whose rules change; zero for config. */
    public BigInteger accountId() {
        return accountId;
    }

    /** Sets accountId. */
    public NewCommand accountId(final BigInteger value) {
        accountId = value;
        return this;
    }

    /** Credit limit, limit value, amount blocked, released or executed, or value of a setting; 0 to 2^63-1. */
    public long amount() {
        return amount;
    }

    /** Sets amount. */
    public NewCommand amount(final long value) {
        amount = value;
        return this;
    }

    /** Version of the rule record (config: of the configuration) that the command was made for. */
    public long expectedVersion() {
        return expectedVersion;
    }

    /** Sets expectedVersion. */
    public NewCommand expectedVersion(final long value) {
        expectedVersion = value;
        return this;
    }

    /** Last instant at which it may be executed; 0 = any. */
    public long validUntilNs() {
        return validUntilNs;
    }

    /** Sets validUntilNs. */
    public NewCommand validUntilNs(final long value) {
        validUntilNs = value;
        return this;
    }

    /** SetLimit: which limit. */
    public LimitKind limitKind() {
        return limitKind;
    }

    /** Sets limitKind. */
    public NewCommand limitKind(final LimitKind value) {
        limitKind = value;
        return this;
    }

    /** SetLimit: transfer codes that count, at most 8; empty = all. */
    public List<Integer> codes() {
        return codes;
    }

    /** Sets codes. */
    public NewCommand codes(final List<Integer> value) {
        codes = value;
        return this;
    }

    /** SetLimit: removes the limit. */
    public boolean removes() {
        return removes;
    }

    /** Sets removes. */
    public NewCommand removes(final boolean value) {
        removes = value;
        return this;
    }

    /** SetLimit: from when a raise or removal is valid. */
    public long effectiveAtNs() {
        return effectiveAtNs;
    }

    /** Sets effectiveAtNs. */
    public NewCommand effectiveAtNs(final long value) {
        effectiveAtNs = value;
        return this;
    }

    /** Block; addBlock: zero = the id of the command. */
    public BigInteger blockId() {
        return blockId;
    }

    /** Sets blockId. */
    public NewCommand blockId(final BigInteger value) {
        blockId = value;
        return this;
    }

    /** AddBlock: who ordered it. */
    public BlockKind blockKind() {
        return blockKind;
    }

    /** Sets blockKind. */
    public NewCommand blockKind(final BlockKind value) {
        blockKind = value;
        return this;
    }

    /** AddBlock: when the block ends by itself; 0 = never. */
    public long expiresAtNs() {
        return expiresAtNs;
    }

    /** Sets expiresAtNs. */
    public NewCommand expiresAtNs(final long value) {
        expiresAtNs = value;
        return this;
    }

    /** ExecuteBlock: id of the transfer that it makes. */
    public BigInteger transferId() {
        return transferId;
    }

    /** Sets transferId. */
    public NewCommand transferId(final BigInteger value) {
        transferId = value;
        return this;
    }

    /** ExecuteBlock: who gets the money. */
    public BigInteger creditAccountId() {
        return creditAccountId;
    }

    /** Sets creditAccountId. */
    public NewCommand creditAccountId(final BigInteger value) {
        creditAccountId = value;
        return this;
    }

    /** ExecuteBlock: code of the transfer. */
    public int transferCode() {
        return transferCode;
    }

    /** Sets transferCode. */
    public NewCommand transferCode(final int value) {
        transferCode = value;
        return this;
    }

    /** Freeze, unfreeze: the debits. */
    public boolean freezesDebits() {
        return freezesDebits;
    }

    /** Sets freezesDebits. */
    public NewCommand freezesDebits(final boolean value) {
        freezesDebits = value;
        return this;
    }

    /** Freeze, unfreeze: the credits. */
    public boolean freezesCredits() {
        return freezesCredits;
    }

    /** Sets freezesCredits. */
    public NewCommand freezesCredits(final boolean value) {
        freezesCredits = value;
        return this;
    }

    /** Config: which value. */
    public LedgerSetting setting() {
        return setting;
    }

    /** Sets setting. */
    public NewCommand setting(final LedgerSetting value) {
        setting = value;
        return this;
    }

    /** Operator who asks, up to 35 printable ASCII characters. */
    public String who() {
        return who;
    }

    /** Sets who. */
    public NewCommand who(final String value) {
        who = value;
        return this;
    }

    /** Reason, up to 135 printable ASCII characters. */
    public String why() {
        return why;
    }

    /** Sets why. */
    public NewCommand why(final String value) {
        why = value;
        return this;
    }

    /** Operators who signed; different names count once each. */
    public List<String> signedBy() {
        return signedBy;
    }

    /** Sets signedBy. */
    public NewCommand signedBy(final List<String> value) {
        signedBy = value;
        return this;
    }
}
