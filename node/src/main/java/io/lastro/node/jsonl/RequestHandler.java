package io.lastro.node.jsonl;

import io.lastro.engine.EngineHalted;
import io.lastro.engine.InvariantViolation;
import io.lastro.engine.embedded.AccountResult;
import io.lastro.engine.embedded.AccountView;
import io.lastro.engine.embedded.Balances;
import io.lastro.engine.embedded.CommandResult;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.LedgerFullException;
import io.lastro.engine.embedded.Movement;
import io.lastro.engine.embedded.StatementFilter;
import io.lastro.engine.embedded.TransferResult;
import io.lastro.engine.embedded.TransferView;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Executes a request and writes its reply. A request is read to its end before anything of it is executed.
 *
 * <p>One thread. Failure: none but {@link IOException} when nobody reads the replies; everything else is an error reply.
 */
final class RequestHandler {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_REQUEST_ID_CHARS = 200;
    private static final int MAX_SHOWN_CHARS = 40;

    private final Supplier<Ledger> ledgers;
    private final ReplyWriter replies;
    private final JsonReader reader = new JsonReader();
    private Ledger ledger;
    private Throwable haltCause;

    RequestHandler(final Supplier<Ledger> ledgers, final ReplyWriter replies) {
        this.ledgers = ledgers;
        this.replies = replies;
        ledger = ledgers.get();
    }

    /** Answers a line. */
    void handle(final byte[] line, final int length) throws IOException {
        Object requestId = null;
        ReplyWriter.Body body;
        try {
            if (isBlank(line, length)) {
                throw refused(JsonlError.EMPTY_LINE, "", "a request is one JSON object, {\"op\": ...}");
            }
            final Map<String, Object> request = reader.read(line, length);
            requestId = requestId(request);
            body = execute(request);
        } catch (final RequestRefusedException e) {
            body = reply -> reply.error(e.error(), e.where(), e.getMessage());
        }
        replies.write(requestId, body);
    }

    /** Answers a line that is too long to be read. */
    void handleTooLong() throws IOException {
        replies.write(
                null,
                reply -> reply.error(
                        JsonlError.LINE_TOO_LONG, "", "a line has at most " + LineInput.MAX_LINE_BYTES + " bytes"));
    }

    private ReplyWriter.Body execute(final Map<String, Object> request) {
        final JsonFields fields = JsonFields.ofRequest(request).require("op");
        final Op op = Op.ofName(fields.text("op"));
        if (op == null) {
            throw refused(JsonlError.UNKNOWN_OP, "op", shown(fields.text("op")) + " is none; there are " + Op.names());
        }
        fields.only(op.members());
        final Clock clock = clock(op, fields);
        final Call call = call(op, fields);
        if (haltCause != null && op != Op.RESET) {
            throw halted();
        }
        try {
            final Ledger target = op == Op.RESET ? ledgers.get() : ledger;
            clock.move(target);
            ledger = target;
            haltCause = null;
            return withState(call.run());
        } catch (final IllegalArgumentException e) {
            throw refused(JsonlError.MALFORMED_REQUEST, "", e.getMessage());
        } catch (final LedgerFullException e) {
            throw refused(JsonlError.LEDGER_FULL, "", e.getMessage());
        } catch (final RuntimeException | Error e) {
            haltCause = e instanceof EngineHalted ? e.getCause() : e;
            throw halted();
        }
    }

    private ReplyWriter.Body withState(final ReplyWriter.Body body) {
        final long sequence = ledger.lastSequence();
        final long timeNs = ledger.timeNs();
        return reply -> {
            body.writeTo(reply);
            reply.number("lastSequence", sequence);
            reply.number("timeNs", timeNs);
        };
    }

    private Call call(final Op op, final JsonFields fields) {
        return switch (op) {
            case CREATE_ACCOUNTS -> createAccounts(fields);
            case CREATE_TRANSFERS -> createTransfers(fields);
            case ADMIN -> admin(fields);
            case LOOKUP_ACCOUNTS -> lookupAccounts(fields);
            case LOOKUP_TRANSFERS -> lookupTransfers(fields);
            case ACCOUNT_TRANSFERS -> accountTransfers(fields);
            case QUERY_ACCOUNTS -> queryAccounts(fields);
            case QUERY_TRANSFERS -> queryTransfers(fields);
            case BALANCE_AT -> balanceAt(fields);
            case CHANGE_EVENTS -> changeEvents(fields);
            case ADVANCE_NS, SET_TIME_NS, RESET -> () -> reply -> {};
        };
    }

    private Call createAccounts(final JsonFields fields) {
        final var events =
                fields.objects("events").stream().map(EventParser::account).toList();
        return () -> {
            final List<AccountResult> results = ledger.createAccounts(events);
            return reply -> reply.accountResults(results);
        };
    }

    private Call createTransfers(final JsonFields fields) {
        final var events =
                fields.objects("events").stream().map(EventParser::transfer).toList();
        return () -> {
            final List<TransferResult> results = ledger.createTransfers(events);
            return reply -> reply.transferResults(results);
        };
    }

    private Call admin(final JsonFields fields) {
        final var events =
                fields.objects("events").stream().map(EventParser::command).toList();
        return () -> {
            final List<CommandResult> results = ledger.admin(events);
            return reply -> reply.commandResults(results);
        };
    }

    private Call lookupAccounts(final JsonFields fields) {
        final List<BigInteger> ids = fields.require("ids").unsigned128s("ids");
        return () -> {
            final List<AccountView> found = ledger.lookupAccounts(ids);
            return reply -> reply.views().accounts(found);
        };
    }

    private Call lookupTransfers(final JsonFields fields) {
        final List<BigInteger> ids = fields.require("ids").unsigned128s("ids");
        return () -> {
            final List<TransferView> found = ledger.lookupTransfers(ids);
            return reply -> reply.views().transfers(found);
        };
    }

    private Call accountTransfers(final JsonFields fields) {
        final StatementFilter filter = EventParser.statement(fields.object("filter"));
        return () -> {
            final List<Movement> page = ledger.accountTransfers(filter);
            return reply -> reply.views().movements(page, filter.accountId());
        };
    }

    private Call queryAccounts(final JsonFields fields) {
        final var filter = EventParser.query(fields.object("filter"));
        return () -> {
            final List<AccountView> found = ledger.queryAccounts(filter);
            return reply -> reply.views().accounts(found);
        };
    }

    private Call queryTransfers(final JsonFields fields) {
        final var filter = EventParser.query(fields.object("filter"));
        return () -> {
            final List<TransferView> found = ledger.queryTransfers(filter);
            return reply -> reply.views().transfers(found);
        };
    }

    private Call balanceAt(final JsonFields fields) {
        final BigInteger accountId = fields.require("accountId").unsigned128("accountId");
        final boolean bySequence = fields.has("sequence");
        if (bySequence == fields.has("timestamp")) {
            throw refused(
                    JsonlError.MALFORMED_REQUEST, "", "balanceAt takes a timestamp or a sequence, one of the two");
        }
        final long at = fields.unsigned63(bySequence ? "sequence" : "timestamp", 0);
        return () -> {
            final Balances balances =
                    bySequence ? ledger.balanceAtSequence(accountId, at) : ledger.balanceAtTime(accountId, at);
            return reply -> reply.balances(balances);
        };
    }

    private Call changeEvents(final JsonFields fields) {
        final long fromSequence = fields.unsigned63("fromSequence", 0);
        final int limit = fields.count("limit", DEFAULT_LIMIT);
        return () -> {
            final List<Movement> movements = ledger.changeEvents(fromSequence, limit);
            return reply -> reply.views().movements(movements, null);
        };
    }

    private static Clock clock(final Op op, final JsonFields fields) {
        if (fields.has("advanceNs") && fields.has("setTimeNs")) {
            throw refused(JsonlError.MALFORMED_REQUEST, "", "advanceNs or setTimeNs, not both");
        }
        final Clock before =
                fields.has("setTimeNs") ? to(fields.unsigned63("setTimeNs", 0)) : by(fields.unsigned63("advanceNs", 0));
        return switch (op) {
            case ADVANCE_NS -> before.then(by(fields.require("value").unsigned63("value", 0)));
            case SET_TIME_NS -> before.then(to(fields.require("value").unsigned63("value", 0)));
            default -> before;
        };
    }

    private static Clock by(final long spanNs) {
        return ledger -> {
            if (spanNs > Long.MAX_VALUE - ledger.timeNs()) {
                throw new IllegalArgumentException("the clock stands at " + ledger.timeNs() + " and ends before 2^63");
            }
            ledger.timeNs(ledger.timeNs() + spanNs);
        };
    }

    private static Clock to(final long instantNs) {
        return ledger -> ledger.timeNs(instantNs);
    }

    private static Object requestId(final Map<String, Object> request) {
        final Object id = request.get("requestId");
        final boolean good = id == null
                || id instanceof JsonNumber
                || id instanceof String text && text.length() <= MAX_REQUEST_ID_CHARS;
        if (!good) {
            throw refused(
                    JsonlError.BAD_VALUE,
                    "requestId",
                    "must be a number or a string of at most " + MAX_REQUEST_ID_CHARS + " characters");
        }
        return id;
    }

    private RequestRefusedException halted() {
        final String cause = haltCause instanceof InvariantViolation violation
                ? "broken invariant \"" + violation.invariant() + "\" (" + violation.getMessage() + ")"
                : haltCause.toString();
        return refused(JsonlError.HALTED, "", "the engine halted: " + cause + "; only reset goes on");
    }

    private static boolean isBlank(final byte[] line, final int length) {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private static String shown(final String text) {
        return "\"" + (text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "...") + "\"";
    }

    private static RequestRefusedException refused(final JsonlError error, final String where, final String message) {
        return new RequestRefusedException(error, where, message);
    }

    /** A request that is read and may be executed. */
    @FunctionalInterface
    private interface Call {
        ReplyWriter.Body run();
    }

    /** What a request does to the clock. */
    @FunctionalInterface
    private interface Clock {
        void move(Ledger ledger);

        default Clock then(final Clock next) {
            return ledger -> {
                move(ledger);
                next.move(ledger);
            };
        }
    }
}
