package io.lastro.system.history;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The recorders of all clients of a campaign, and the check of what they hold. Thread-safe. */
public final class Recordings {
    private final AccountNumbers accounts = new AccountNumbers();
    private final List<HistoryRecorder> recorders = new ArrayList<>();
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

    /** A recording for one more client, which asks from one thread. */
    public synchronized WireRecording open(final String client) {
        if (!on) {
            return WireRecording.OFF;
        }
        final HistoryRecorder recorder = new HistoryRecorder(client);
        recorders.add(recorder);
        return new WireRecording(recorder, accounts);
    }

    /** Compares everything with the journal of a node that does not run; all clients are at rest. */
    public synchronized HistoryReport check(final Path dataDirectory) {
        return HistoryChecker.check(History.of(recorders), JournalLog.read(dataDirectory, accounts));
    }
}
