package io.lastro.node.jsonl;

import io.lastro.engine.embedded.EmbeddedLedger;
import io.lastro.engine.embedded.Ledger;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lastro engine --jsonl}: the engine alone, driven by JSON lines. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the engine alone, in memory, driven by JSON lines from any program.",
            "One request per line on standard input, one reply per line on standard output, in the same order; the clock"
                    + " is virtual. Nothing is written to disk and no port is opened.",
            "Requests and replies: docs/engine-jsonl.md. Try: echo '{\"op\":\"reset\"}' | ./lastro engine --jsonl"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the input ended; every line has its reply, errors included",
            "1:standard input or output broke",
            "2:usage"
        })
public final class EngineCommand implements Callable<Integer> {
    @Option(names = "--jsonl", required = true, description = "JSON lines; the only form there is.")
    private boolean jsonLines;

    @Override
    public Integer call() throws IOException {
        // Unbuffered: the loop has its own buffers, and a reply must not wait in another one.
        serve(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out), EmbeddedLedger::new);
        return 0;
    }

    /** Answers every line until the end of the input. */
    static void serve(final InputStream in, final OutputStream out, final Supplier<Ledger> ledgers) throws IOException {
        final ReplyWriter replies = new ReplyWriter(out);
        final RequestHandler handler = new RequestHandler(ledgers, replies);
        final LineInput lines = new LineInput(in, replies);
        while (lines.next()) {
            if (lines.isTooLong()) {
                handler.handleTooLong();
            } else {
                handler.handle(lines.bytes(), lines.length());
            }
        }
        replies.flush();
    }
}
