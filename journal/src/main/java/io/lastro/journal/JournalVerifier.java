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
        return verify(dataDirectory, BatchDelivery.direct(BatchHandler.ignoring()), progress);
    }

    /**
     * Walks as above and hands every batch to the checks, on one thread of their own. A check ends at its own first
     * objection, and all of them end where the walk finds a hole; the walk itself goes on.
     *
     * @return what each check found, in the order of the checks, behind what the walk found.
     */
    public static FullVerifyReport verify(
            final Path dataDirectory, final List<JournalCheck> checks, final Progress progress) {
        try (CheckFan fan = new CheckFan(checks);
                BatchDelivery delivery = new BatchPipe(fan)) {
            final VerifyReport walked = verify(dataDirectory, delivery, progress);
            return new FullVerifyReport(walked, fan.finish(walked));
        }
    }

    private static VerifyReport verify(
            final Path dataDirectory, final BatchDelivery delivery, final Progress progress) {
        final Faults faults = Faults.collecting();
        final RecoveryPlan plan = JournalReader.plan(dataDirectory, faults, delivery, progress);
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
