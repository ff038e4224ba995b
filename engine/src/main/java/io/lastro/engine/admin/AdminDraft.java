package io.lastro.engine.admin;

import io.lastro.engine.account.AccountFlyweight;
import io.lastro.engine.account.AccountStore;
import io.lastro.engine.rules.AccountRules;
import io.lastro.engine.rules.BlockStore;
import io.lastro.engine.rules.RuleStore;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import org.agrona.DirectBuffer;

/** The command in hand and what it names, as it is before it takes effect. One object. Ledger thread only. */
final class AdminDraft {
    final AdminEvent event = new AdminEvent();
    final AccountFlyweight account = new AccountFlyweight();
    AdminKind kind;
    long timestampNs;
    long sequence;
    int slot;
    int ruleRow;
    int block;

    void load(
            final DirectBuffer events,
            final int at,
            final long eventTimestampNs,
            final long eventSequence,
            final AccountStore accounts,
            final AccountRules rules) {
        event.wrap(events, at);
        kind = AdminKind.ofCode(event.kind());
        timestampNs = eventTimestampNs;
        sequence = eventSequence;
        slot = kind == AdminKind.CONFIG
                ? AccountStore.NULL_SLOT
                : accounts.find(event.accountIdLow(), event.accountIdHigh());
        ruleRow = RuleStore.NULL_ROW;
        block = BlockStore.NULL_BLOCK;
        if (slot != AccountStore.NULL_SLOT) {
            accounts.wrap(account, slot);
            findRules(rules);
        }
    }

    /** Looks the account's rules up again: a command may have given it some. */
    void findRules(final AccountRules rules) {
        ruleRow = rules.row(account);
        block = namesBlock() ? rules.findBlock(ruleRow, blockIdLow(), blockIdHigh()) : BlockStore.NULL_BLOCK;
    }

    boolean hasAccount() {
        return slot != AccountStore.NULL_SLOT;
    }

    private boolean namesBlock() {
        return switch (kind) {
            case ADD_BLOCK, RELEASE_BLOCK, EXECUTE_BLOCK -> true;
            default -> false;
        };
    }

    private boolean inheritsBlockId() {
        return kind == AdminKind.ADD_BLOCK && (event.blockIdLow() | event.blockIdHigh()) == 0;
    }

    private long blockIdLow() {
        return inheritsBlockId() ? event.commandIdLow() : event.blockIdLow();
    }

    private long blockIdHigh() {
        return inheritsBlockId() ? event.commandIdHigh() : event.blockIdHigh();
    }
}
