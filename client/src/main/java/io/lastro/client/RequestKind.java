package io.lastro.client;

import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.codec.AccountTransfersDecoder;
import io.lastro.protocol.codec.AccountTransfersReplyDecoder;
import io.lastro.protocol.codec.AdminDecoder;
import io.lastro.protocol.codec.AdminReplyDecoder;
import io.lastro.protocol.codec.BalanceAtDecoder;
import io.lastro.protocol.codec.BalanceAtReplyDecoder;
import io.lastro.protocol.codec.ChangeEventsDecoder;
import io.lastro.protocol.codec.ChangeEventsReplyDecoder;
import io.lastro.protocol.codec.CreateAccountsDecoder;
import io.lastro.protocol.codec.CreateAccountsReplyDecoder;
import io.lastro.protocol.codec.CreateTransfersDecoder;
import io.lastro.protocol.codec.CreateTransfersReplyDecoder;
import io.lastro.protocol.codec.CreateTransfersReplyWithBalancesDecoder;
import io.lastro.protocol.codec.InclusionProofDecoder;
import io.lastro.protocol.codec.InclusionProofReplyDecoder;
import io.lastro.protocol.codec.LookupAccountsDecoder;
import io.lastro.protocol.codec.LookupAccountsReplyDecoder;
import io.lastro.protocol.codec.LookupRulesDecoder;
import io.lastro.protocol.codec.LookupRulesReplyDecoder;
import io.lastro.protocol.codec.LookupTransfersDecoder;
import io.lastro.protocol.codec.LookupTransfersReplyDecoder;
import io.lastro.protocol.codec.PingDecoder;
import io.lastro.protocol.codec.PongDecoder;
import io.lastro.protocol.codec.QueryAccountsDecoder;
import io.lastro.protocol.codec.QueryAccountsReplyDecoder;
import io.lastro.protocol.codec.QueryTransfersDecoder;
import io.lastro.protocol.codec.QueryTransfersReplyDecoder;

/** What a request asks for. */
public enum RequestKind {
    /** Accounts to create. */
    CREATE_ACCOUNTS(
            CreateAccountsDecoder.TEMPLATE_ID, AccountEvent.BLOCK_BYTES, CreateAccountsReplyDecoder.TEMPLATE_ID),
    /** Transfers to create. */
    CREATE_TRANSFERS(
            CreateTransfersDecoder.TEMPLATE_ID, TransferEvent.BLOCK_BYTES, CreateTransfersReplyDecoder.TEMPLATE_ID),
    /** Admin commands. */
    ADMIN(AdminDecoder.TEMPLATE_ID, AdminEvent.BLOCK_BYTES, AdminReplyDecoder.TEMPLATE_ID),
    /** Accounts to read by id. */
    LOOKUP_ACCOUNTS(
            LookupAccountsDecoder.TEMPLATE_ID,
            LookupAccountsDecoder.IdsDecoder.sbeBlockLength(),
            LookupAccountsReplyDecoder.TEMPLATE_ID),
    /** Transfers to read by id. */
    LOOKUP_TRANSFERS(
            LookupTransfersDecoder.TEMPLATE_ID,
            LookupTransfersDecoder.IdsDecoder.sbeBlockLength(),
            LookupTransfersReplyDecoder.TEMPLATE_ID),
    /** Rules of accounts to read by account id. */
    LOOKUP_RULES(
            LookupRulesDecoder.TEMPLATE_ID,
            LookupRulesDecoder.IdsDecoder.sbeBlockLength(),
            LookupRulesReplyDecoder.TEMPLATE_ID),
    /** A page of an account's statement. */
    ACCOUNT_TRANSFERS(
            AccountTransfersDecoder.TEMPLATE_ID,
            AccountTransfersDecoder.FiltersDecoder.sbeBlockLength(),
            AccountTransfersReplyDecoder.TEMPLATE_ID),
    /** Past counters of an account. */
    BALANCE_AT(
            BalanceAtDecoder.TEMPLATE_ID,
            BalanceAtDecoder.FiltersDecoder.sbeBlockLength(),
            BalanceAtReplyDecoder.TEMPLATE_ID),
    /** Accounts by what they carry. */
    QUERY_ACCOUNTS(
            QueryAccountsDecoder.TEMPLATE_ID,
            QueryAccountsDecoder.FiltersDecoder.sbeBlockLength(),
            QueryAccountsReplyDecoder.TEMPLATE_ID),
    /** Transfers by what they carry. */
    QUERY_TRANSFERS(
            QueryTransfersDecoder.TEMPLATE_ID,
            QueryTransfersDecoder.FiltersDecoder.sbeBlockLength(),
            QueryTransfersReplyDecoder.TEMPLATE_ID),
    /** What moved from a sequence on. */
    CHANGE_EVENTS(
            ChangeEventsDecoder.TEMPLATE_ID,
            ChangeEventsDecoder.FiltersDecoder.sbeBlockLength(),
            ChangeEventsReplyDecoder.TEMPLATE_ID),
    /** The proof that an event is in the journal. */
    INCLUSION_PROOF(
            InclusionProofDecoder.TEMPLATE_ID,
            InclusionProofDecoder.FiltersDecoder.sbeBlockLength(),
            InclusionProofReplyDecoder.TEMPLATE_ID),
    /** Only whether the node answers. */
    PING(PingDecoder.TEMPLATE_ID, 0, PongDecoder.TEMPLATE_ID);

    private final int templateId;
    private final int entryBytes;
    private final int replyTemplateId;

    RequestKind(final int templateId, final int entryBytes, final int replyTemplateId) {
        this.templateId = templateId;
        this.entryBytes = entryBytes;
        this.replyTemplateId = replyTemplateId;
    }

    /** True for writes that the node executes once by their number in the session; the others are by their ids. */
    boolean isOnceOnly() {
        return this == CREATE_ACCOUNTS || this == ADMIN;
    }

    /** True when it can change the ledger. */
    public boolean isWrite() {
        return this == CREATE_ACCOUNTS || this == CREATE_TRANSFERS || this == ADMIN;
    }

    /** True when the node's read model answers: one filter, any number of rows. */
    boolean isModelRead() {
        return compareTo(ACCOUNT_TRANSFERS) >= 0 && compareTo(INCLUSION_PROOF) <= 0;
    }

    int templateId() {
        return templateId;
    }

    int entryBytes() {
        return entryBytes;
    }

    boolean isAnsweredBy(final int template) {
        return template == replyTemplateId
                || this == CREATE_TRANSFERS && template == CreateTransfersReplyWithBalancesDecoder.TEMPLATE_ID;
    }
}
