package io.lastro.system.fuzz;

import io.lastro.journal.Journal;
import io.lastro.journal.Progress;
import io.lastro.system.damage.SmallJournal;
import io.lastro.system.node.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** A small journal with a crash, a recovery and some segments, made once for a process; and what was acknowledged. */
final class GoodJournal {
    private static final int GROUPS = 24;
    private static final long SEED = 20_261_122;

    private final Path directory;
    private final Map<Long, Integer> acknowledged = new HashMap<>();
    private final FileChanges changes;

    private GoodJournal(final Workspace workspace) throws IOException {
        final Path crashed = workspace.resolve("crashed");
        directory = workspace.resolve("data");
        try (SmallJournal journal = new SmallJournal(crashed, new Random(SEED))) {
            for (int i = 0; i < GROUPS; i++) {
                journal.group(2);
            }
            journal.idle(System.nanoTime() + 1_000_000_000L);
            acknowledged.putAll(journal.acknowledged());
            Workspace.copy(crashed, directory);
        }
        // A run that was written again, and behind it one that is open: both kinds of tail are in the files.
        final Journal recovered =
                Journal.open(SmallJournal.config(directory), SmallJournal.Read.keeping(), Progress.NONE);
        final Path again = workspace.resolve("again");
        Workspace.copy(directory, again);
        recovered.close();
        changes = new FileChanges(again);
        workDirectory = again;
    }

    private final Path workDirectory;

    static GoodJournal make(final Workspace workspace) throws IOException {
        return new GoodJournal(workspace);
    }

    Path directory() {
        return workDirectory;
    }

    FileChanges changes() {
        return changes;
    }

    Map<Long, Integer> acknowledged() {
        return acknowledged;
    }
}
