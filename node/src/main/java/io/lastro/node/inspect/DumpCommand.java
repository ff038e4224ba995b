package io.lastro.node.inspect;

import io.lastro.journal.Damage;
import io.lastro.journal.FrameView;
import io.lastro.journal.JournalInspector;
import io.lastro.journal.JournaledBatch;
import io.lastro.node.ExitCodes;
import io.lastro.node.ProgressLine;
import io.lastro.node.cli.Printer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lastro dump DIR}: what a journal holds, as lines of JSON. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a journal as lines of JSON: each event with its outcome, or with --frames the header of each frame.",
            "Numbers of 64 bits and ids are strings of decimal digits, sessions and chain values hexadecimal.",
            "Reads only; the node must be stopped."
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 not readable, in use or (without --damaged) damaged, 2 usage,",
            "            4 damage was passed over with --damaged."
        })
public final class DumpCommand implements Callable<Integer>, JournalInspector.Visitor {
    /** Whether anybody still reads the output is looked at now and then. */
    private static final int LINES_PER_CHECK = 1_024;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The node's data directory.")
    private Path directory;

    @Option(names = "--from", paramLabel = "SEQ", description = "First sequence to be shown (default 1).")
    private long from = 1;

    @Option(names = "--to", paramLabel = "SEQ", description = "Last sequence to be shown (default: the last).")
    private long to = Long.MAX_VALUE;

    @Option(names = "--frames", description = "Frames instead of events, those beside the chain included.")
    private boolean frames;

    @Option(names = "--events", description = "Events; the default, with --frames both.")
    private boolean events;

    @Option(names = "--raw", description = "Adds the bytes of frames, events and outcomes, hexadecimal.")
    private boolean raw;

    @Option(names = "--damaged", description = "Names damage and goes on behind it, as far as good frames are found.")
    private boolean damaged;

    private final EventFields names = new EventFields();
    private PrintWriter out;
    private long lines;
    private long damages;

    /** For picocli. */
    public DumpCommand() {}

    @Override
    public Integer call() {
        out = new PrintWriter(System.out, false, java.nio.charset.StandardCharsets.UTF_8);
        if (from < 1 || to < from) {
            spec.commandLine().getErr().println("lastro: --from must be at least 1, --to at least --from");
            return ExitCodes.USAGE;
        }
        try {
            JournalInspector.read(directory, this, damaged, new ProgressLine("dump"));
        } catch (final StopReading e) {
            // Everything that was asked for is printed, or nobody reads on.
        } finally {
            out.flush();
        }
        return damages > 0 ? ExitCodes.DAMAGE : ExitCodes.OK;
    }

    @Override
    public void onFrame(final FrameView frame) {
        if (frame.firstSequence() > to) {
            throw new StopReading();
        }
        if (!frames || frame.firstSequence() + Math.max(1, frame.count()) <= from) {
            return;
        }
        final Map<String, Object> fields = EventFields.frame(frame);
        if (raw) {
            fields.put("raw", HexFormat.of().formatHex(frame.bytes()));
        }
        print(fields);
    }

    @Override
    public void onBatch(final JournaledBatch batch) {
        if (frames && !events || batch.lastSequence() < from) {
            return;
        }
        for (int i = 0; i < batch.count(); i++) {
            final long sequence = batch.firstSequence() + i;
            if (sequence > to) {
                throw new StopReading();
            }
            if (sequence >= from) {
                event(batch, i);
            }
        }
    }

    private void event(final JournaledBatch batch, final int index) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sequence", batch.firstSequence() + index);
        fields.putAll(EventFields.batch(batch));
        fields.put("event", names.event(batch, index));
        fields.put("outcome", names.outcome(batch, index));
        if (raw) {
            final byte[] event = EventFields.block(batch.events(), index, EventFields.eventBytes(batch.kind()));
            final byte[] outcome = EventFields.block(batch.outcomes(), index, EventFields.outcomeBytes(batch.kind()));
            fields.put("rawEvent", HexFormat.of().formatHex(event));
            fields.put("rawOutcome", HexFormat.of().formatHex(outcome));
        }
        print(fields);
    }

    @Override
    public void onDamage(final Damage damage) {
        damages++;
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("damage", damage.code().name());
        fields.put("file", damage.file());
        fields.put("position", damage.position());
        fields.put("sequence", damage.sequence());
        fields.put("message", damage.message());
        print(fields);
    }

    private void print(final Map<String, Object> fields) {
        Printer.line(fields, out);
        if (++lines % LINES_PER_CHECK == 0 && out.checkError()) {
            throw new StopReading();
        }
    }
}
