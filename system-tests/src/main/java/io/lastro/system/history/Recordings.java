package io.lastro.system.history;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The recorders of all clients of a campaign, and the checks of what they hold. Thread-safe. */
public final class Recordings {
    private final AccountNumbers accounts = new AccountNumbers();
    private final List<HistoryRecorder> recorders = new ArrayList<>();
    private final HistoryChecker checker = new HistoryChecker();
    private final boolean on;

    private Recordings(final boolean on) {
        this.on = on;
    }

    /** Every client is recorded. */
    public static Recordings on() {
        return new Recordings(true);
    }

    /** Nothing is recorded. */
    public static Recordings off() {
        return new Recordings(false);
    }

    /** Whether clients are recorded. */
    public boolean areOn() {
        return on;
    }

    /** A recording for one more client, which asks from one thread, until the next check. */
    public synchronized WireRecording open(final String client) {
        if (!on) {
            return WireRecording.OFF;
        }
        final HistoryRecorder recorder = new HistoryRecorder(client + "-" + (recorders.size() + 1));
        recorders.add(recorder);
        return new WireRecording(recorder, accounts);
    }

    /**
     * Compares what was recorded since the last check with the journal of a node that does not run, and forgets it
     * when that is good. All clients are at rest; those that go on need a new recording.
     *
     * @throws io.lastro.journal.JournalException where a start would refuse the journal.
     */
    public synchronized HistoryReport check(final Path dataDirectory) {
        final HistoryReport report = checker.check(History.of(recorders), new JournalLog(dataDirectory, accounts));
        if (report.good()) {
            recorders.clear();
        }
        return report;
    }
}
