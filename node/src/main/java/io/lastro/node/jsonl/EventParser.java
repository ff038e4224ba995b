package io.lastro.node.jsonl;

import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.QueryFilter;
import io.lastro.engine.embedded.StatementFilter;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.BlockKind;
import io.lastro.protocol.FlagNames;
import io.lastro.protocol.LedgerSetting;
import io.lastro.protocol.LimitKind;
import java.util.List;

/** Turns JSON objects into the values of the ledger. Failure: {@link RequestRefusedException}. */
final class EventParser {
    private static final List<String> ACCOUNT = List.of(
            "id", "ledger", "code", "flags", "userData128", "userData64", "userData32", "reserved", "timestamp");
    private static final List<String> TRANSFER = List.of(
            "id",
            "debitAccountId",
            "creditAccountId",
            "amount",
            "pendingId",
            "userData128",
            "userData64",
            "userData32",
            "timeout",
            "ledger",
            "code",
            "flags",
            "timestamp",
            "reference");
    private static final List<String> COMMAND = List.of(
            "kind",
            "commandId",
            "accountId",
            "amount",
            "expectedVersion",
            "validUntil",
            "limitKind",
            "codes",
            "removes",
            "effectiveAt",
            "blockId",
            "blockKind",
            "expiresAt",
            "transferId",
            "creditAccountId",
            "transferCode",
            "sides",
            "setting",
            "who",
            "why",
            "signedBy");
    private static final List<String> STATEMENT = List.of(
            "accountId",
            "side",
            "code",
            "userData128",
            "userData64",
            "userData32",
            "fromTimestamp",
            "toTimestamp",
            "fromSequence",
            "toSequence",
            "newestFirst",
            "afterSequence",
            "limit");
    private static final List<String> QUERY = List.of(
            "userData128",
            "userData64",
            "userData32",
            "ledger",
            "code",
            "reference",
            "fromTimestamp",
            "toTimestamp",
            "newestFirst",
            "limit");
    private static final String[] SIDES = {"debits", "credits", "both"};
    private static final int DEFAULT_LIMIT = 100;

    private EventParser() {}

    /** The members of all objects; for the test that looks for them in the documentation. */
    static List<List<String>> members() {
        return List.of(ACCOUNT, TRANSFER, COMMAND, STATEMENT, QUERY);
    }

    /** An account event. */
    static NewAccount account(final JsonFields fields) {
        fields.only(ACCOUNT);
        return new NewAccount()
                .id(fields.unsigned128("id"))
                .ledger(fields.unsigned32("ledger"))
                .code(fields.unsigned16("code"))
                .flags(fields.flags("flags", FlagNames.ACCOUNT))
                .userData128(fields.unsigned128("userData128"))
                .userData64(fields.unsigned64("userData64"))
                .userData32(fields.unsigned32("userData32"))
                .reserved(fields.unsigned32("reserved"))
                .timestampNs(fields.unsigned64("timestamp"));
    }

    /** A transfer event. */
    static NewTransfer transfer(final JsonFields fields) {
        fields.only(TRANSFER);
        return new NewTransfer()
                .id(fields.unsigned128("id"))
                .debitAccountId(fields.unsigned128("debitAccountId"))
                .creditAccountId(fields.unsigned128("creditAccountId"))
                .amount(fields.unsigned64("amount"))
                .pendingId(fields.unsigned128("pendingId"))
                .userData128(fields.unsigned128("userData128"))
                .userData64(fields.unsigned64("userData64"))
                .userData32(fields.unsigned32("userData32"))
                .timeoutSeconds(fields.unsigned32("timeout"))
                .ledger(fields.unsigned32("ledger"))
                .code(fields.unsigned16("code"))
                .flags(fields.flags("flags", FlagNames.TRANSFER))
                .timestampNs(fields.unsigned64("timestamp"))
                .reference(fields.text("reference"));
    }

    /** An admin command. */
    static NewCommand command(final JsonFields fields) {
        fields.only(COMMAND).require("kind");
        final String sides = fields.has("sides") ? fields.choice("sides", SIDES, side -> side) : "";
        return new NewCommand()
                .kind(fields.choice("kind", AdminKind.values(), AdminKind::wireName))
                .commandId(fields.unsigned128("commandId"))
                .accountId(fields.unsigned128("accountId"))
                .amount(fields.unsigned64("amount"))
                .expectedVersion(fields.unsigned64("expectedVersion"))
                .validUntilNs(fields.unsigned64("validUntil"))
                .limitKind(fields.choice("limitKind", LimitKind.values(), LimitKind::wireName))
                .codes(fields.unsigned16s("codes"))
                .removes(fields.bool("removes"))
                .effectiveAtNs(fields.unsigned64("effectiveAt"))
                .blockId(fields.unsigned128("blockId"))
                .blockKind(fields.choice("blockKind", BlockKind.values(), BlockKind::wireName))
                .expiresAtNs(fields.unsigned64("expiresAt"))
                .transferId(fields.unsigned128("transferId"))
                .creditAccountId(fields.unsigned128("creditAccountId"))
                .transferCode(fields.unsigned16("transferCode"))
                .freezesDebits("debits".equals(sides) || "both".equals(sides))
                .freezesCredits("credits".equals(sides) || "both".equals(sides))
                .setting(fields.choice("setting", LedgerSetting.values(), LedgerSetting::wireName))
                .who(fields.text("who"))
                .why(fields.text("why"))
                .signedBy(fields.texts("signedBy"));
    }

    /** A filter of a statement. */
    static StatementFilter statement(final JsonFields fields) {
        fields.only(STATEMENT).require("accountId");
        final String side = fields.has("side") ? fields.choice("side", SIDES, name -> name) : "both";
        return new StatementFilter()
                .accountId(fields.unsigned128("accountId"))
                .debits(!"credits".equals(side))
                .credits(!"debits".equals(side))
                .code(fields.unsigned16("code"))
                .userData128(fields.unsigned128("userData128"))
                .userData64(fields.unsigned64("userData64"))
                .userData32(fields.unsigned32("userData32"))
                .fromTimeNs(fields.unsigned63("fromTimestamp", 0))
                .toTimeNs(fields.unsigned63("toTimestamp", Long.MAX_VALUE))
                .fromSequence(fields.unsigned63("fromSequence", 0))
                .toSequence(fields.unsigned63("toSequence", Long.MAX_VALUE))
                .newestFirst(fields.bool("newestFirst"))
                .afterSequence(fields.unsigned63("afterSequence", 0))
                .limit(fields.count("limit", DEFAULT_LIMIT));
    }

    /** A filter of accounts or transfers. */
    static QueryFilter query(final JsonFields fields) {
        fields.only(QUERY);
        return new QueryFilter()
                .userData128(fields.unsigned128("userData128"))
                .userData64(fields.unsigned64("userData64"))
                .userData32(fields.unsigned32("userData32"))
                .ledger(fields.unsigned32("ledger"))
                .code(fields.unsigned16("code"))
                .reference(fields.text("reference"))
                .fromTimeNs(fields.unsigned63("fromTimestamp", 0))
                .toTimeNs(fields.unsigned63("toTimestamp", Long.MAX_VALUE))
                .newestFirst(fields.bool("newestFirst"))
                .limit(fields.count("limit", DEFAULT_LIMIT));
    }
}
