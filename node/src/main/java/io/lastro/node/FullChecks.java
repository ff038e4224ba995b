package io.lastro.node;

import io.lastro.journal.JournalCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code verify} and {@code audit} check over the events. */
public final class FullChecks {
    private FullChecks() {}

    /** Those that need nothing but the journal, in the order of the report. */
    public static List<JournalCheck> all(final ReplayCheck replay) {
        return List.of(replay, new LedgerSumsCheck(replay));
    }

    /** All of them: also those of snapshots, tree and signatures where there are any. */
    public static List<JournalCheck> all(
            final Path dataDirectory, final ReplayCheck replay, final TreeOptions options) {
        final List<JournalCheck> checks = new ArrayList<>(all(replay));
        if (SnapshotCheck.isWanted(dataDirectory)) {
            checks.add(new SnapshotCheck(dataDirectory, replay)); // behind the replay, whose state it looks at
        }
        if (options.isWanted(dataDirectory)) {
            checks.addAll(options.checks(dataDirectory));
        }
        return checks;
    }

    /** Tree, signatures and the snapshots' chain values; nothing is executed again. */
    static List<JournalCheck> tree(final Path dataDirectory, final TreeOptions options) {
        final List<JournalCheck> checks = new ArrayList<>(options.checks(dataDirectory));
        if (SnapshotCheck.isWanted(dataDirectory)) {
            checks.add(new SnapshotCheck(dataDirectory, null));
        }
        return checks;
    }
}
