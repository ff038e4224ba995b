package io.lastro.journal;

import io.lastro.journal.CheckResult.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Hands batches to several checks; one that objects is told of nothing more, and a hole in the chain ends them all. */
final class CheckFan implements BatchHandler, AutoCloseable {
    private final List<JournalCheck> checks;
    private final CheckResult[] ended;
    private long nextSequence = 1;
    private long holeSequence;

    CheckFan(final List<JournalCheck> checks) {
        this.checks = List.copyOf(checks);
        ended = new CheckResult[this.checks.size()];
    }

    @Override
    public void onBatch(final JournaledBatch batch) {
        if (holeSequence == 0 && batch.firstSequence() != nextSequence) {
            holeSequence = nextSequence;
        }
        if (holeSequence > 0) {
            return;
        }
        for (int i = 0; i < ended.length; i++) {
            if (ended[i] == null) {
                tell(i, batch);
            }
        }
        nextSequence = batch.lastSequence() + 1;
    }

    private void tell(final int index, final JournaledBatch batch) {
        final JournalCheck check = checks.get(index);
        try {
            batch.handTo(check);
        } catch (final CheckFailedException e) {
            final long sequence = e.sequence() > 0 ? e.sequence() : batch.firstSequence();
            if (sequence >= batch.firstSequence() && sequence <= batch.lastSequence()) {
                wrong(index, sequence, batch.file(), batch.position(), e.getMessage());
            } else { // it objects to something that lies before
                wrong(index, sequence, "", JournaledBatch.NO_POSITION, e.getMessage());
            }
        }
    }

    private void wrong(
            final int index, final long sequence, final String file, final long position, final String message) {
        final String name = checks.get(index).name();
        final String text = (position < 0 ? "" : "file " + file + ", position " + position + ", ")
                + (sequence <= 0 ? "" : "sequence n = " + sequence + ": ") + name + ": " + message;
        final Damage damage = new Damage(JournalErrorCode.CHECK_FAILED, file, position, sequence, text);
        ended[index] = new CheckResult(
                name,
                Verdict.WRONG,
                nextSequence - 1,
                text,
                damage,
                checks.get(index).facts());
    }

    /** Results in the order of the checks. */
    List<CheckResult> finish(final VerifyReport walked) {
        final List<CheckResult> results = new ArrayList<>();
        for (int i = 0; i < ended.length; i++) {
            results.add(ended[i] != null ? ended[i] : end(i, checks.get(i), walked));
        }
        return List.copyOf(results);
    }

    private CheckResult end(final int index, final JournalCheck check, final VerifyReport walked) {
        if (holeSequence > 0 || walked.lastSequence() != nextSequence - 1) {
            return new CheckResult(
                    check.name(),
                    Verdict.NOT_FINISHED,
                    nextSequence - 1,
                    "checked up to sequence " + (nextSequence - 1) + " only: the journal is damaged behind it",
                    null,
                    check.facts());
        }
        try {
            final String text = check.finish(walked);
            final Verdict verdict = check.checked() ? Verdict.GOOD : Verdict.UNCHECKED;
            return new CheckResult(check.name(), verdict, nextSequence - 1, text, null, check.facts());
        } catch (final CheckFailedException e) {
            wrong(index, e.sequence(), "", JournaledBatch.NO_POSITION, e.getMessage());
            return ended[index];
        }
    }

    @Override
    public void close() {
        checks.forEach(JournalCheck::close);
    }
}
