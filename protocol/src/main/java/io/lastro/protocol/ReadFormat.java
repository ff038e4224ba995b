package io.lastro.protocol;

import io.lastro.protocol.codec.AccountTransfersDecoder;
import io.lastro.protocol.codec.BalanceAtDecoder;
import io.lastro.protocol.codec.ChangeEventsDecoder;
import io.lastro.protocol.codec.InclusionProofDecoder;
import io.lastro.protocol.codec.MessageHeaderDecoder;
import io.lastro.protocol.codec.QueryAccountsDecoder;
import io.lastro.protocol.codec.QueryTransfersDecoder;
import io.lastro.protocol.codec.ReadFlagsDecoder;
import org.agrona.DirectBuffer;

/** What a well-formed filter of a read is; anything else is refused before the ring, never answered with nothing. */
public final class ReadFormat {
    /** Most rows of a page. */
    public static final int MAX_ROWS = ProtocolLimits.MAX_BATCH_EVENTS;

    private static final int KNOWN_FLAGS = 7;
    private static final int NEWEST_FIRST = 4;
    private static final String ONE_FILTER = "a read has exactly one filter";

    private ReadFormat() {}

    /**
     * What is malformed about a read whose lengths have been checked; null when nothing is.
     *
     * @param message SBE header and body, from offset 0.
     */
    public static String objection(final int templateId, final DirectBuffer message) {
        return switch (templateId) {
            case AccountTransfersDecoder.TEMPLATE_ID -> accountTransfers(message);
            case BalanceAtDecoder.TEMPLATE_ID -> balanceAt(message);
            case QueryAccountsDecoder.TEMPLATE_ID -> queryAccounts(message);
            case QueryTransfersDecoder.TEMPLATE_ID -> queryTransfers(message);
            case ChangeEventsDecoder.TEMPLATE_ID -> changeEvents(message);
            case InclusionProofDecoder.TEMPLATE_ID -> inclusionProof(message);
            default -> "not a read";
        };
    }

    private static String accountTransfers(final DirectBuffer message) {
        final AccountTransfersDecoder.FiltersDecoder filters = new AccountTransfersDecoder()
                .wrapAndApplyHeader(message, 0, new MessageHeaderDecoder())
                .filters();
        if (filters.count() != 1) {
            return ONE_FILTER;
        }
        final AccountTransfersDecoder.FiltersDecoder filter = filters.next();
        final ReadFlagsDecoder flags = filter.flags();
        if (!flags.debits() && !flags.credits()) {
            return "debits, credits or both are to be asked for";
        }
        return first(
                account(filter.accountIdLow(), filter.accountIdHigh()),
                flags(flags, KNOWN_FLAGS),
                limit(filter.limit()),
                range("Time", filter.fromTimeNs(), filter.toTimeNs()),
                range("Sequence", filter.fromSequence(), filter.toSequence()),
                filter.afterSequence() < 0 ? "afterSequence is above 2^63-1" : null);
    }

    private static String balanceAt(final DirectBuffer message) {
        final BalanceAtDecoder.FiltersDecoder filters = new BalanceAtDecoder()
                .wrapAndApplyHeader(message, 0, new MessageHeaderDecoder())
                .filters();
        if (filters.count() != 1) {
            return ONE_FILTER;
        }
        final BalanceAtDecoder.FiltersDecoder filter = filters.next();
        if (filter.instantNs() < 0 || filter.sequence() < 0) {
            return "instant or sequence is above 2^63-1";
        }
        return first(
                account(filter.accountIdLow(), filter.accountIdHigh()),
                filter.instantNs() == 0 == (filter.sequence() == 0)
                        ? "either an instant or a sequence is to be given"
                        : null);
    }

    private static String queryAccounts(final DirectBuffer message) {
        final QueryAccountsDecoder.FiltersDecoder filters = new QueryAccountsDecoder()
                .wrapAndApplyHeader(message, 0, new MessageHeaderDecoder())
                .filters();
        if (filters.count() != 1) {
            return ONE_FILTER;
        }
        final QueryAccountsDecoder.FiltersDecoder filter = filters.next();
        return first(
                flags(filter.flags(), NEWEST_FIRST),
                limit(filter.limit()),
                range("Time", filter.fromTimeNs(), filter.toTimeNs()),
                filter.reference(0) != 0 ? "accounts have no reference" : null);
    }

    private static String queryTransfers(final DirectBuffer message) {
        final QueryTransfersDecoder.FiltersDecoder filters = new QueryTransfersDecoder()
                .wrapAndApplyHeader(message, 0, new MessageHeaderDecoder())
                .filters();
        if (filters.count() != 1) {
            return ONE_FILTER;
        }
        final QueryTransfersDecoder.FiltersDecoder filter = filters.next();
        return first(
                flags(filter.flags(), NEWEST_FIRST),
                limit(filter.limit()),
                range("Time", filter.fromTimeNs(), filter.toTimeNs()),
                reference(filter));
    }

    private static String reference(final QueryTransfersDecoder.FiltersDecoder filter) {
        int length = 0;
        while (length < ProtocolLimits.REFERENCE_FIELD_BYTES && filter.reference(length) != 0) {
            if (filter.reference(length) < ' ' || filter.reference(length) > '~') {
                return "the reference is not printable ASCII";
            }
            length++;
        }
        if (length > ProtocolLimits.REFERENCE_MAX_CHARS) {
            return "the reference is longer than 35 characters";
        }
        for (int i = length; i < ProtocolLimits.REFERENCE_FIELD_BYTES; i++) {
            if (filter.reference(i) != 0) {
                return "the reference is not padded with zeros";
            }
        }
        return null;
    }

    private static String changeEvents(final DirectBuffer message) {
        final ChangeEventsDecoder.FiltersDecoder filters = new ChangeEventsDecoder()
                .wrapAndApplyHeader(message, 0, new MessageHeaderDecoder())
                .filters();
        if (filters.count() != 1) {
            return ONE_FILTER;
        }
        final ChangeEventsDecoder.FiltersDecoder filter = filters.next();
        return first(limit(filter.limit()), filter.fromSequence() < 0 ? "fromSequence is above 2^63-1" : null);
    }

    private static String inclusionProof(final DirectBuffer message) {
        final InclusionProofDecoder.FiltersDecoder filters = new InclusionProofDecoder()
                .wrapAndApplyHeader(message, 0, new MessageHeaderDecoder())
                .filters();
        if (filters.count() != 1) {
            return ONE_FILTER;
        }
        return filters.next().sequence() < 1 ? "the sequence is not 1 to 2^63-1" : null;
    }

    private static String account(final long low, final long high) {
        if ((low | high) == 0) {
            return "the account id is zero";
        }
        return (low & high) == -1 ? "the account id is all ones" : null;
    }

    private static String flags(final ReadFlagsDecoder flags, final int allowed) {
        return (flags.getRaw() & 0xFF & ~allowed) != 0 ? "a flag is set that has no meaning here" : null;
    }

    private static String limit(final int limit) {
        return limit < 1 || limit > MAX_ROWS ? "limit " + limit + " is not 1 to " + MAX_ROWS : null;
    }

    private static String range(final String what, final long from, final long to) {
        if (from < 0 || to < 0) {
            return "from" + what + " or to" + what + " is above 2^63-1";
        }
        return to != 0 && from > to ? "from" + what + " is behind to" + what : null;
    }

    private static String first(final String... objections) {
        for (final String objection : objections) {
            if (objection != null) {
                return objection;
            }
        }
        return null;
    }
}
