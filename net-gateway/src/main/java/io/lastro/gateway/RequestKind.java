package io.lastro.gateway;

import io.lastro.protocol.codec.AccountTransfersDecoder;
import io.lastro.protocol.codec.AdminDecoder;
import io.lastro.protocol.codec.BalanceAtDecoder;
import io.lastro.protocol.codec.ChangeEventsDecoder;
import io.lastro.protocol.codec.CreateAccountsDecoder;
import io.lastro.protocol.codec.CreateTransfersDecoder;
import io.lastro.protocol.codec.InclusionProofDecoder;
import io.lastro.protocol.codec.LogonDecoder;
import io.lastro.protocol.codec.LookupAccountsDecoder;
import io.lastro.protocol.codec.LookupRulesDecoder;
import io.lastro.protocol.codec.LookupTransfersDecoder;
import io.lastro.protocol.codec.QueryAccountsDecoder;
import io.lastro.protocol.codec.QueryTransfersDecoder;
import io.lastro.protocol.codec.SessionCloseDecoder;

/** What a request in the ring asks for. */
public enum RequestKind {
    /** Creates accounts; the group holds {@link io.lastro.protocol.AccountEvent} entries. */
    CREATE_ACCOUNTS(CreateAccountsDecoder.TEMPLATE_ID, true, "createAccounts"),
    /** Creates transfers; the group holds {@link io.lastro.protocol.TransferEvent} entries. */
    CREATE_TRANSFERS(CreateTransfersDecoder.TEMPLATE_ID, true, "createTransfers"),
    /** Admin commands; the group holds {@link io.lastro.protocol.AdminEvent}. */
    ADMIN(AdminDecoder.TEMPLATE_ID, true, "admin"),
    /** Reads accounts; the group holds ids of 16 bytes, low 64 bits first. */
    LOOKUP_ACCOUNTS(LookupAccountsDecoder.TEMPLATE_ID, false, "lookupAccounts"),
    /** Reads transfers; the group holds ids of 16 bytes, low 64 bits first. */
    LOOKUP_TRANSFERS(LookupTransfersDecoder.TEMPLATE_ID, false, "lookupTransfers"),
    /** Reads the rules of accounts; the group holds ids of 16 bytes, low 64 bits first. */
    LOOKUP_RULES(LookupRulesDecoder.TEMPLATE_ID, false, "lookupRules"),
    /** Opens or resumes a session: the Logon. */
    OPEN_SESSION(LogonDecoder.TEMPLATE_ID, false, "openSession"),
    /** Closes the session of the connection, behind all of its requests. */
    CLOSE_SESSION(SessionCloseDecoder.TEMPLATE_ID, false, "closeSession"),
    /** A page of an account's statement; the group holds one filter. */
    ACCOUNT_TRANSFERS(AccountTransfersDecoder.TEMPLATE_ID, false, "accountTransfers"),
    /** Past counters of an account; the group holds one filter. */
    BALANCE_AT(BalanceAtDecoder.TEMPLATE_ID, false, "balanceAt"),
    /** Accounts by what they carry; the group holds one filter. */
    QUERY_ACCOUNTS(QueryAccountsDecoder.TEMPLATE_ID, false, "queryAccounts"),
    /** Transfers by what they carry; the group holds one filter. */
    QUERY_TRANSFERS(QueryTransfersDecoder.TEMPLATE_ID, false, "queryTransfers"),
    /** What moved from a sequence on; the group holds one filter. */
    CHANGE_EVENTS(ChangeEventsDecoder.TEMPLATE_ID, false, "changeEvents"),
    /** The proof that an event is in the journal; the group holds one filter. */
    INCLUSION_PROOF(InclusionProofDecoder.TEMPLATE_ID, false, "inclusionProof");

    private final int templateId;
    private final boolean write;
    private final String label;

    RequestKind(final int templateId, final boolean write, final String label) {
        this.templateId = templateId;
        this.write = write;
        this.label = label;
    }

    /** The SBE template of the request. */
    public int templateId() {
        return templateId;
    }

    /** True for requests that create or change something in the ledger and are therefore journaled. */
    public boolean isWrite() {
        return write;
    }

    /** True for writes that are executed once by their number in the session; the others are by their ids. */
    public boolean isOnceOnly() {
        return this == CREATE_ACCOUNTS || this == ADMIN;
    }

    /** True for reads that the ring only carries to the gate, and that something else answers behind it. */
    public boolean isModelRead() {
        return compareTo(ACCOUNT_TRANSFERS) >= 0;
    }

    /** Name in metrics and logs. */
    public String label() {
        return label;
    }

    /** The kind with this template id, or null when the template is none of them. */
    public static RequestKind ofTemplate(final int templateId) {
        return switch (templateId) {
            case CreateAccountsDecoder.TEMPLATE_ID -> CREATE_ACCOUNTS;
            case CreateTransfersDecoder.TEMPLATE_ID -> CREATE_TRANSFERS;
            case AdminDecoder.TEMPLATE_ID -> ADMIN;
            case LookupAccountsDecoder.TEMPLATE_ID -> LOOKUP_ACCOUNTS;
            case LookupTransfersDecoder.TEMPLATE_ID -> LOOKUP_TRANSFERS;
            case LookupRulesDecoder.TEMPLATE_ID -> LOOKUP_RULES;
            case LogonDecoder.TEMPLATE_ID -> OPEN_SESSION;
            case SessionCloseDecoder.TEMPLATE_ID -> CLOSE_SESSION;
            case AccountTransfersDecoder.TEMPLATE_ID -> ACCOUNT_TRANSFERS;
            case BalanceAtDecoder.TEMPLATE_ID -> BALANCE_AT;
            case QueryAccountsDecoder.TEMPLATE_ID -> QUERY_ACCOUNTS;
            case QueryTransfersDecoder.TEMPLATE_ID -> QUERY_TRANSFERS;
            case ChangeEventsDecoder.TEMPLATE_ID -> CHANGE_EVENTS;
            case InclusionProofDecoder.TEMPLATE_ID -> INCLUSION_PROOF;
            default -> null;
        };
    }
}
