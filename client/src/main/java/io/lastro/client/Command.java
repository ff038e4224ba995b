package io.lastro.client;

import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminFormat;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.CommandSignatures;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An admin command: changes rules of an account or the configuration. Everything that is not set is zero or empty. Not
 * thread-safe; not to be changed once it is given to the client.
 */
public final class Command {
    private final AdminKind kind;
    private final Id id;
    private final List<KeyPair> signers = new ArrayList<>();
    private Id accountId = Id.ZERO;
    private long amount;
    private long expectedVersion;
    private long validUntilNs;
    private LimitKind limitKind;
    private List<Integer> codes = List.of();
    private boolean removes;
    private long effectiveAtNs;
    private Id blockId = Id.ZERO;
    private BlockKind blockKind;
    private long expiresAtNs;
    private Id transferId = Id.ZERO;
    private Id creditAccountId = Id.ZERO;
    private int transferCode;
    private boolean freezesDebits;
    private boolean freezesCredits;
    private LedgerSetting setting;
    private String who = "";
    private String why = "";

    private Command(final AdminKind kind, final Id id) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.id = Objects.requireNonNull(id, "id");
    }

    /** A command of a kind with an id that is for ever unique: keep it before sending, send it again when in doubt. */
    public static Command of(final AdminKind kind, final Id id) {
        return new Command(kind, id);
    }

    /** What it does. */
    public AdminKind kind() {
        return kind;
    }

    /** Its id. */
    public Id id() {
        return id;
    }

    /** Adds the signature of an operator, whose Ed25519 keys these are; at most two. */
    public Command signedBy(final KeyPair keys) {
        if (signers.size() == 2) {
            throw new IllegalStateException("a command takes two signatures");
        }
        signers.add(keys);
        return this;
    }

    /** Sets accountId: account whose rules change; none for config. */
    public Command accountId(final Id value) {
        accountId = value;
        return this;
    }

    /** Sets amount: credit limit, limit value, amount blocked, released or executed, or value of a setting; 0 to 2^63-1. */
    public Command amount(final long value) {
        amount = value;
        return this;
    }

    /** Sets expectedVersion: version of the rule record (config: of the configuration) that the command was made for. */
    public Command expectedVersion(final long value) {
        expectedVersion = value;
        return this;
    }

    /** Sets validUntilNs: last instant at which it may be executed, Unix ns; 0 = any. */
    public Command validUntilNs(final long value) {
        validUntilNs = value;
        return this;
    }

    /** Sets limitKind: setLimit: which limit. */
    public Command limitKind(final LimitKind value) {
        limitKind = value;
        return this;
    }

    /** Sets codes: setLimit: transfer codes that count, at most 8; empty = all. */
    public Command codes(final List<Integer> value) {
        codes = value;
        return this;
    }

    /** Sets removes: setLimit: removes the limit. */
    public Command removes(final boolean value) {
        removes = value;
        return this;
    }

    /** Sets effectiveAtNs: setLimit: from when a raise or removal is valid, Unix ns. */
    public Command effectiveAtNs(final long value) {
        effectiveAtNs = value;
        return this;
    }

    /** Sets blockId: block; addBlock: none = the id of the command. */
    public Command blockId(final Id value) {
        blockId = value;
        return this;
    }

    /** Sets blockKind: addBlock: who ordered it. */
    public Command blockKind(final BlockKind value) {
        blockKind = value;
        return this;
    }

    /** Sets expiresAtNs: addBlock: when the block ends by itself, Unix ns; 0 = never. */
    public Command expiresAtNs(final long value) {
        expiresAtNs = value;
        return this;
    }

    /** Sets transferId: executeBlock: id of the transfer that it makes. */
    public Command transferId(final Id value) {
        transferId = value;
        return this;
    }

    /** Sets creditAccountId: executeBlock: who gets the money. */
    public Command creditAccountId(final Id value) {
        creditAccountId = value;
        return this;
    }

    /** Sets transferCode: executeBlock: code of the transfer. */
    public Command transferCode(final int value) {
        transferCode = value;
        return this;
    }

    /** Sets freezesDebits: freeze, unfreeze: the debits. */
    public Command freezesDebits(final boolean value) {
        freezesDebits = value;
        return this;
    }

    /** Sets freezesCredits: freeze, unfreeze: the credits. */
    public Command freezesCredits(final boolean value) {
        freezesCredits = value;
        return this;
    }

    /** Sets setting: config: which value. */
    public Command setting(final LedgerSetting value) {
        setting = value;
        return this;
    }

    /** Sets who: operator who asks, up to 35 printable ASCII characters. */
    public Command who(final String value) {
        who = value;
        return this;
    }

    /** Sets why: reason, up to 135 printable ASCII characters. */
    public Command why(final String value) {
        why = value;
        return this;
    }

    /**
     * Writes it into an entry that is all zeros, and signs it for that cluster.
     *
     * @throws IllegalArgumentException when it is malformed, saying what is wrong.
     */
    public void encode(final AdminEvent event, final CommandSignatures signatures) {
        if (codes.size() > AdminFormat.MAX_CODES) {
            throw new IllegalArgumentException("a limit names at most " + AdminFormat.MAX_CODES + " codes");
        }
        event.kind(kind.code()).commandIdLow(id.low()).commandIdHigh(id.high());
        event.accountIdLow(accountId.low()).accountIdHigh(accountId.high());
        event.amount(amount).expectedVersion(expectedVersion).validUntilNs(validUntilNs);
        event.effectiveAtNs(effectiveAtNs).expiresAtNs(expiresAtNs);
        event.blockIdLow(blockId.low()).blockIdHigh(blockId.high());
        event.transferIdLow(transferId.low()).transferIdHigh(transferId.high());
        event.creditAccountIdLow(creditAccountId.low()).creditAccountIdHigh(creditAccountId.high());
        event.limitKind(limitKind == null ? 0 : limitKind.code());
        event.blockKind(blockKind == null ? 0 : blockKind.code());
        event.configKey(setting == null ? 0 : setting.code());
        event.freezeSides((freezesDebits ? 1 : 0) | (freezesCredits ? 2 : 0)).removes(removes ? 1 : 0);
        event.transferCode(transferCode).codeCount(codes.size());
        for (int i = 0; i < codes.size(); i++) {
            event.code(i, codes.get(i));
        }
        event.who(who).why(why);
        final String objection = AdminFormat.objection(event);
        if (objection != null) {
            throw new IllegalArgumentException(objection);
        }
        for (final KeyPair keys : signers) {
            signatures.sign(event, keys.getPrivate(), keys.getPublic());
        }
    }
}
