package io.lastro.journal;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Checks a journal from the first to the last byte without changing it, while no node runs on it. */
public final class JournalVerifier {
    private JournalVerifier() {}

    /**
     * Walks ring and queue and decodes every record. Ends cleanly on any garbage.
     *
     * @throws JournalException LOCKED while a node runs; IO_ERROR when a file cannot be read.
     */
    public static VerifyReport verify(final Path dataDirectory, final Progress progress) {
        final Faults faults = Faults.collecting();
        final RecoveryPlan plan =
                JournalReader.plan(dataDirectory, faults, BatchDelivery.direct(new RecordCounter()), progress);
        return new VerifyReport(
                plan.sink.frames(),
                plan.sink.records(),
                plan.lastSequence(),
                plan.committedMark(),
                HexFormat.of().toHexDigits(plan.sink.chain().high)
                        + HexFormat.of().toHexDigits(plan.sink.chain().low),
                plan.clean,
                plan.sink.bytes(),
                List.copyOf(faults.damages()));
    }
}
