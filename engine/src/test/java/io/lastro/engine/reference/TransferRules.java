package io.lastro.engine.reference;

import static io.lastro.protocol.CreateTransferResult.AMOUNT_OUT_OF_RANGE;
import static io.lastro.protocol.CreateTransferResult.CREATED;
import static io.lastro.protocol.CreateTransferResult.CREDITS_FROZEN;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.CreateTransferResult.CREDIT_ACCOUNT_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.DEBITS_FROZEN;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_ALREADY_CLOSED;
import static io.lastro.protocol.CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_CREDITS;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_DAY_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_DEBITS;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_NIGHT_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_TRANSFER_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXCEEDS_VELOCITY_LIMIT;
import static io.lastro.protocol.CreateTransferResult.EXISTS;
import static io.lastro.protocol.CreateTransferResult.FUNDS_BLOCKED;
import static io.lastro.protocol.CreateTransferResult.ID_ALREADY_FAILED;
import static io.lastro.protocol.CreateTransferResult.ID_MUST_NOT_BE_MAX;
import static io.lastro.protocol.CreateTransferResult.ID_MUST_NOT_BE_ZERO;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_EXPECTED;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_NOT_EXPECTED;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE;
import static io.lastro.protocol.CreateTransferResult.IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
import static io.lastro.protocol.CreateTransferResult.LINKED_EVENT_CHAIN_OPEN;
import static io.lastro.protocol.CreateTransferResult.LINKED_EVENT_FAILED;
import static io.lastro.protocol.CreateTransferResult.PENDING_TRANSFER_NOT_FOUND;
import static io.lastro.protocol.CreateTransferResult.REFERENCE_MALFORMED;
import static io.lastro.protocol.CreateTransferResult.RESERVED_FLAG;
import static io.lastro.protocol.CreateTransferResult.TIMESTAMP_MUST_BE_ZERO;

import io.lastro.engine.embedded.Balances;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.TransferResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import io.lastro.protocol.TransferFlags;
import java.util.EnumSet;
import java.util.Set;

/** Creates transfers: what all of them have in common (groups 1 to 3), then single and pending ones, or posts and voids. */
final class TransferRules implements EventRules<NewTransfer, TransferResult> {
    /** Refusals for a passing reason: they burn the id. */
    private static final Set<CreateTransferResult> BURNING = EnumSet.of(
            DEBIT_ACCOUNT_NOT_FOUND,
            CREDIT_ACCOUNT_NOT_FOUND,
            PENDING_TRANSFER_NOT_FOUND,
            DEBIT_ACCOUNT_ALREADY_CLOSED,
            CREDIT_ACCOUNT_ALREADY_CLOSED,
            DEBITS_FROZEN,
            CREDITS_FROZEN,
            EXCEEDS_CREDITS,
            EXCEEDS_DEBITS,
            FUNDS_BLOCKED,
            EXCEEDS_TRANSFER_LIMIT,
            EXCEEDS_DAY_LIMIT,
            EXCEEDS_NIGHT_LIMIT,
            EXCEEDS_VELOCITY_LIMIT);

    private static final Balances NO_BALANCES = new Balances(0, 0, 0, 0);

    private final Book book;
    private ModelTransfer originalShown;

    TransferRules(final Book book) {
        this.book = book;
    }

    /** Whether an event resolves a hold; both flags at once resolve one too, and are refused there. */
    static boolean resolves(final NewTransfer event) {
        return has(event, TransferFlags.POST_PENDING) || has(event, TransferFlags.VOID_PENDING);
    }

    /** Whether an event has one of some flags. */
    static boolean has(final NewTransfer event, final int flags) {
        return (event.flags() & flags) != 0;
    }

    @Override
    public boolean linked(final NewTransfer event) {
        return has(event, TransferFlags.LINKED);
    }

    @Override
    public boolean imported(final NewTransfer event) {
        return has(event, TransferFlags.IMPORTED);
    }

    @Override
    public boolean succeeded(final TransferResult result) {
        return result.result() == CREATED;
    }

    @Override
    public TransferResult chainFailed(final Moment at) {
        return refused(LINKED_EVENT_FAILED, at);
    }

    @Override
    public TransferResult chainOpen(final Moment at) {
        return refused(LINKED_EVENT_CHAIN_OPEN, at);
    }

    @Override
    public TransferResult execute(final NewTransfer event, final Moment at) {
        final CreateTransferResult shape = firstOf(batchObjection(event, at), shapeObjection(event));
        if (shape != null) {
            return refused(shape, at);
        }
        final ModelTransfer original = book.state.transfers.get(event.id());
        if (original != null) {
            final CreateTransferResult difference = new Idempotency(book.state).difference(event, original);
            return difference != null ? refused(difference, at) : exists(original);
        }
        if (book.burned.contains(event.id())) {
            return refused(ID_ALREADY_FAILED, at);
        }
        final Decision decision = resolves(event)
                ? new ResolveRules(book.state).execute(event, at)
                : new NewTransferRules(book.state).execute(event, at);
        if (BURNING.contains(decision.result())) {
            book.burned.add(event.id());
        }
        return decision.result() == CREATED
                ? shown(CREATED, decision.transfer(), decision.transfer().stored.amount())
                : refused(decision.result(), at);
    }

    /** Balances are those of now: without what the chain had done before. */
    @Override
    public TransferResult afterUndoing(final TransferResult result) {
        return result.result() == EXISTS ? exists(originalShown) : result;
    }

    private static CreateTransferResult firstOf(final CreateTransferResult first, final CreateTransferResult second) {
        return first != null ? first : second;
    }

    private CreateTransferResult batchObjection(final NewTransfer event, final Moment at) {
        if (at.importedBatch() && !imported(event)) {
            return IMPORTED_EVENT_EXPECTED;
        }
        if (!at.importedBatch() && imported(event)) {
            return IMPORTED_EVENT_NOT_EXPECTED;
        }
        if (!imported(event)) {
            return event.timestampNs() != 0 ? TIMESTAMP_MUST_BE_ZERO : null;
        }
        if (event.timestampNs() <= 0) {
            return IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
        }
        return event.timestampNs() >= at.batchNs() ? IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE : null;
    }

    private static CreateTransferResult shapeObjection(final NewTransfer event) {
        if ((event.flags() & ~TransferFlags.ALL) != 0) {
            return RESERVED_FLAG;
        }
        if (Amounts.isZero(event.id())) {
            return ID_MUST_NOT_BE_ZERO;
        }
        if (Amounts.isMax(event.id())) {
            return ID_MUST_NOT_BE_MAX;
        }
        if (event.amount() < 0) {
            return AMOUNT_OUT_OF_RANGE;
        }
        final boolean printable = event.reference().chars().allMatch(character -> character >= ' ' && character <= '~');
        final boolean fits = event.reference().length() <= ProtocolLimits.REFERENCE_MAX_CHARS;
        return printable && fits ? null : REFERENCE_MALFORMED;
    }

    private TransferResult exists(final ModelTransfer original) {
        originalShown = original;
        return shown(EXISTS, original, 0);
    }

    private TransferResult shown(final CreateTransferResult result, final ModelTransfer transfer, final long amount) {
        return new TransferResult(
                result,
                transfer.timestampNs,
                transfer.sequence,
                amount,
                book.state.debitOf(transfer).balances(),
                book.state.creditOf(transfer).balances());
    }

    private static TransferResult refused(final CreateTransferResult result, final Moment at) {
        return new TransferResult(result, at.nowNs(), at.sequence(), 0, NO_BALANCES, NO_BALANCES);
    }
}
