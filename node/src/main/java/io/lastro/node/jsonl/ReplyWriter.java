package io.lastro.node.jsonl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lastro.engine.embedded.AccountResult;
import io.lastro.engine.embedded.Balances;
import io.lastro.engine.embedded.CommandResult;
import io.lastro.engine.embedded.TransferResult;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes replies, one per line. Ids, amounts and all other numbers of 64 bits or more are decimal strings, smaller ones
 * JSON numbers.
 *
 * <p>One thread. Failure: {@link IOException} when nobody reads any more.
 */
final class ReplyWriter implements Flushable {
    private final JsonGenerator json;
    private final ViewWriter views;

    ReplyWriter(final OutputStream out) throws IOException {
        json = new JsonFactory().createGenerator(out).setRootValueSeparator(null);
        views = new ViewWriter(json);
    }

    @Override
    public void flush() throws IOException {
        json.flush();
    }

    /** What is inside of a reply. */
    @FunctionalInterface
    interface Body {
        /** Writes the members. */
        void writeTo(ReplyWriter reply) throws IOException;
    }

    /** Writes one reply; the request's id is a string, a number or null. */
    void write(final Object requestId, final Body body) throws IOException {
        json.writeStartObject();
        if (requestId instanceof JsonNumber number) {
            json.writeFieldName("requestId");
            json.writeNumber(number.text());
        } else if (requestId != null) {
            json.writeStringField("requestId", (String) requestId);
        }
        body.writeTo(this);
        json.writeEndObject();
        json.writeRaw('\n');
    }

    /** Writes an error. */
    void error(final JsonlError error, final String where, final String message) throws IOException {
        json.writeObjectFieldStart("error");
        json.writeStringField("code", error.wireName());
        if (!where.isEmpty()) {
            json.writeStringField("where", where);
        }
        json.writeStringField("message", message);
        json.writeEndObject();
    }

    /** Writes a number of 64 bits. */
    void number(final String name, final long value) throws IOException {
        json.writeStringField(name, Long.toUnsignedString(value));
    }

    /** Writes what became of accounts. */
    void accountResults(final List<AccountResult> results) throws IOException {
        json.writeArrayFieldStart("results");
        for (final AccountResult result : results) {
            json.writeStartObject();
            place(result.result().wireName(), result.result().code(), result.timestampNs(), result.sequence());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes what became of transfers. */
    void transferResults(final List<TransferResult> results) throws IOException {
        json.writeArrayFieldStart("results");
        for (final TransferResult result : results) {
            transferResult(result);
        }
        json.writeEndArray();
    }

    /** Writes what became of commands. */
    void commandResults(final List<CommandResult> results) throws IOException {
        json.writeArrayFieldStart("results");
        for (final CommandResult result : results) {
            json.writeStartObject();
            place(result.result().wireName(), result.result().code(), result.timestampNs(), result.sequence());
            number("version", result.version());
            number("blockRemaining", result.blockRemaining());
            json.writeFieldName("transfer");
            transferResult(result.transfer());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes counters; null for none. */
    void balances(final Balances balances) throws IOException {
        views.balances("balances", balances);
    }

    /** Accounts, transfers and movements. */
    ViewWriter views() {
        return views;
    }

    private void transferResult(final TransferResult result) throws IOException {
        if (result == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        place(result.result().wireName(), result.result().code(), result.timestampNs(), result.sequence());
        number("amount", result.amount());
        views.balances("debit", result.debit());
        views.balances("credit", result.credit());
        json.writeEndObject();
    }

    private void place(final String result, final int code, final long timestampNs, final long sequence)
            throws IOException {
        json.writeStringField("result", result);
        json.writeNumberField("code", code);
        number("timestamp", timestampNs);
        number("sequence", sequence);
    }
}
