package io.lastro.node;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.client.Id;
import io.lastro.journal.tree.Leaf;
import io.lastro.journal.tree.LeafKind;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.FlagNames;
import io.lastro.protocol.SessionEvent;
import io.lastro.protocol.SessionKind;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** Says in words what a leaf of the audit tree holds; numbers of money are minor units. */
public final class LeafWords {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private LeafWords() {}

    /** Lines for a reader; text of others is shown in printable characters only. */
    public static List<String> of(final Leaf leaf) {
        final List<String> lines = new ArrayList<>();
        lines.add(
                "sequence " + Long.toUnsignedString(leaf.sequence()) + ", ledger time " + instant(leaf.timestampNs()));
        if (leaf.session() != 0) {
            lines.add(String.format(
                    "asked for by session %016x, request %s", leaf.session(), Long.toUnsignedString(leaf.requestNo())));
        }
        switch (leaf.kind()) {
            case TRANSFERS, EXPIRIES -> transfer(leaf, lines);
            case ACCOUNTS -> account(leaf, lines);
            case ADMIN -> admin(leaf, lines);
            case SESSIONS -> session(leaf, lines);
            case CHECKPOINT -> lines.add("a checkpoint of the auditor, " + leaf.content().length + " bytes");
        }
        return lines;
    }

    private static void transfer(final Leaf leaf, final List<String> lines) {
        final DirectBuffer event = leaf.event();
        final DirectBuffer outcome = leaf.outcome();
        final int result = outcome.getInt(TransferOutcome.RESULT_OFFSET, LITTLE_ENDIAN);
        final CreateTransferResult known = CreateTransferResult.ofCode(result);
        if (leaf.kind() == LeafKind.EXPIRIES) {
            lines.add("expiry of the pending transfer " + id(event, TransferEvent.PENDING_ID_LOW_OFFSET));
        } else {
            asked(leaf, lines);
        }
        lines.add("result " + (known == null ? "number " + result : known.wireName()));
        if (result != 0) {
            return;
        }
        lines.add("moved " + amount(outcome, TransferOutcome.AMOUNT_OFFSET) + " in ledger "
                + Integer.toUnsignedString(outcome.getInt(TransferOutcome.LEDGER_OFFSET, LITTLE_ENDIAN)) + ", code "
                + (outcome.getShort(TransferOutcome.CODE_OFFSET, LITTLE_ENDIAN) & 0xFFFF));
        lines.add("debit account " + id(outcome, TransferOutcome.DEBIT_ACCOUNT_ID_LOW_OFFSET) + " after it: "
                + balances(outcome, TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET));
        lines.add("credit account " + id(outcome, TransferOutcome.CREDIT_ACCOUNT_ID_LOW_OFFSET) + " after it: "
                + balances(outcome, TransferOutcome.CREDIT_DEBITS_PENDING_OFFSET));
        final int closed = outcome.getShort(TransferOutcome.CLOSED_ACCOUNTS_OFFSET, LITTLE_ENDIAN);
        if (closed != 0) {
            lines.add("closed after it:" + ((closed & 1) != 0 ? " debit account" : "")
                    + ((closed & 2) != 0 ? " credit account" : ""));
        }
    }

    private static void asked(final Leaf leaf, final List<String> lines) {
        final DirectBuffer event = leaf.event();
        lines.add("transfer " + id(event, TransferEvent.ID_LOW_OFFSET) + " was asked for: debit account "
                + id(event, TransferEvent.DEBIT_ACCOUNT_ID_LOW_OFFSET) + ", credit account "
                + id(event, TransferEvent.CREDIT_ACCOUNT_ID_LOW_OFFSET) + ", amount "
                + amount(event, TransferEvent.AMOUNT_OFFSET) + ", ledger "
                + Integer.toUnsignedString(event.getInt(TransferEvent.LEDGER_OFFSET, LITTLE_ENDIAN)) + ", code "
                + (event.getShort(TransferEvent.CODE_OFFSET, LITTLE_ENDIAN) & 0xFFFF));
        final int flags = event.getShort(TransferEvent.FLAGS_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
        if (flags != 0) {
            lines.add("flags " + FlagNames.TRANSFER.namesOf(flags));
        }
        if (event.getLong(TransferEvent.PENDING_ID_LOW_OFFSET) != 0
                || event.getLong(TransferEvent.PENDING_ID_HIGH_OFFSET) != 0) {
            lines.add("of the pending transfer " + id(event, TransferEvent.PENDING_ID_LOW_OFFSET));
        }
        if (leaf.reference() != null) {
            lines.add("reference " + text(leaf.reference()));
        }
    }

    private static String balances(final DirectBuffer outcome, final int at) {
        return "debits posted " + amount(outcome, at + Long.BYTES) + ", pending " + amount(outcome, at)
                + "; credits posted " + amount(outcome, at + 3 * Long.BYTES) + ", pending "
                + amount(outcome, at + 2 * Long.BYTES);
    }

    private static void account(final Leaf leaf, final List<String> lines) {
        final DirectBuffer event = leaf.event();
        final int result = leaf.outcome().getInt(AccountOutcome.RESULT_OFFSET, LITTLE_ENDIAN);
        final CreateAccountResult known = CreateAccountResult.ofCode(result);
        lines.add("account " + id(event, AccountEvent.ID_LOW_OFFSET) + " was asked for: ledger "
                + Integer.toUnsignedString(event.getInt(AccountEvent.LEDGER_OFFSET, LITTLE_ENDIAN)) + ", code "
                + (event.getShort(AccountEvent.CODE_OFFSET, LITTLE_ENDIAN) & 0xFFFF) + ", flags "
                + FlagNames.ACCOUNT.namesOf(event.getShort(AccountEvent.FLAGS_OFFSET, LITTLE_ENDIAN) & 0xFFFF));
        lines.add("result " + (known == null ? "number " + result : known.wireName()));
    }

    private static void admin(final Leaf leaf, final List<String> lines) {
        final DirectBuffer event = leaf.event();
        final int kindCode = event.getByte(AdminEvent.KIND_OFFSET) & 0xFF;
        final AdminKind kind = AdminKind.ofCode(kindCode);
        final int result = leaf.outcome().getInt(AdminOutcome.RESULT_OFFSET, LITTLE_ENDIAN);
        final AdminResult known = AdminResult.ofCode(result);
        lines.add("admin command " + (kind == null ? "number " + kindCode : kind.wireName()) + ' '
                + id(event, AdminEvent.COMMAND_ID_LOW_OFFSET) + " for account "
                + id(event, AdminEvent.ACCOUNT_ID_LOW_OFFSET) + ", amount " + amount(event, AdminEvent.AMOUNT_OFFSET));
        lines.add("by " + text(event, AdminEvent.WHO_OFFSET, AdminEvent.WHO_BYTES) + " because "
                + text(event, AdminEvent.WHY_OFFSET, AdminEvent.WHY_BYTES));
        lines.add("result " + (known == null ? "number " + result : known.wireName()));
    }

    private static void session(final Leaf leaf, final List<String> lines) {
        final int code = leaf.event().getInt(SessionEvent.KIND_OFFSET, LITTLE_ENDIAN);
        final SessionKind kind = SessionKind.ofCode(code);
        lines.add(String.format(
                "session %016x: %s",
                leaf.event().getLong(SessionEvent.SESSION_ID_OFFSET, LITTLE_ENDIAN),
                kind == null ? "number " + code : kind.name()));
    }

    private static String id(final DirectBuffer block, final int at) {
        return Id.of(block.getLong(at, LITTLE_ENDIAN), block.getLong(at + Long.BYTES, LITTLE_ENDIAN))
                .toDecimal();
    }

    private static String amount(final DirectBuffer block, final int at) {
        return Long.toUnsignedString(block.getLong(at, LITTLE_ENDIAN));
    }

    private static String text(final DirectBuffer reference) {
        return text(reference, 0, reference.capacity());
    }

    private static String text(final DirectBuffer block, final int at, final int bytes) {
        final StringBuilder text = new StringBuilder("\"");
        for (int i = at; i < at + bytes && block.getByte(i) != 0; i++) {
            final int letter = block.getByte(i);
            text.append(letter >= ' ' && letter < 0x7F ? (char) letter : '?');
        }
        return text.append('"').toString();
    }

    private static String instant(final long ns) {
        return Instant.ofEpochSecond(Math.floorDiv(ns, NS_PER_SECOND), Math.floorMod(ns, NS_PER_SECOND))
                .toString();
    }
}
