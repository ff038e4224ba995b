package io.lastro.system;

import io.lastro.client.ClientContext;
import io.lastro.client.LastroClient;
import io.lastro.journal.JournalException;
import io.lastro.journal.JournalVerifier;
import io.lastro.journal.Progress;
import io.lastro.journal.VerifyReport;
import io.lastro.node.NodeProcess;
import io.lastro.system.book.Audit;
import io.lastro.system.book.Book;
import io.lastro.system.book.Plan;
import io.lastro.system.book.ReadAudit;
import io.lastro.system.book.Violation;
import io.lastro.system.history.HistoryReport;
import io.lastro.system.history.Recordings;
import io.lastro.system.node.Command;
import io.lastro.system.node.NodeUnderTest;
import io.lastro.system.node.Workspace;
import io.lastro.system.wire.WireConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** One data directory with its book: what most campaigns do between two blows. One thread. */
final class Ground {
    private static final Duration LOGON = Duration.ofSeconds(20);
    private static final Duration SIGNED = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Duration COMMAND = Duration.ofMinutes(5);

    private final Book book;
    private NodeUnderTest node;
    private final Tally tally;
    private int audited;

    Ground(final NodeUnderTest node, final long seed, final Tally tally) {
        this(node, seed, tally, Recordings.off());
    }

    Ground(final NodeUnderTest node, final long seed, final Tally tally, final Recordings recordings) {
        this.node = node;
        this.tally = tally;
        book = new Book(new Plan(seed), recordings);
    }

    Book book() {
        return book;
    }

    NodeUnderTest node() {
        return node;
    }

    /** The ledger goes on in another directory. */
    void moveTo(final NodeUnderTest other) {
        node = other;
    }

    /** Creates the accounts on a new directory and stops the node again. */
    void prepare() throws IOException, InterruptedException {
        try (NodeProcess process = node.start()) {
            createAccounts(process);
            stop(process);
        }
    }

    void createAccounts(final NodeProcess process) throws IOException {
        try (WireConnection connection = WireConnection.logOn(process.port(), LOGON)) {
            new Audit(book, connection).createAccounts();
        }
    }

    /** Looks up what is new, and a share of what is old; a node that no longer knows our receipt is a violation. */
    void audit(final NodeProcess process, final double olderShare, final RandomGenerator random) throws IOException {
        try (WireConnection connection = logOn(process)) {
            final int upTo = book.size();
            final Audit.Result result = new Audit(book, connection).run(audited, olderShare, random);
            audited = upTo;
            tally.add("found as acknowledged", result.found())
                    .add("outcomes unknown before", result.unknown())
                    .add("requests sent again", result.resent());
        }
    }

    /**
     * Asks the read model about some accounts. It must have gone on from where it was: thrown away and built again is a
     * violation here.
     */
    void auditReads(final NodeProcess process, final int accounts, final RandomGenerator random)
            throws IOException, InterruptedException {
        try (LastroClient client = LastroClient.connect(
                new ClientContext().address("127.0.0.1", process.port()).deadline(LOGON))) {
            tally.add("movements read", new ReadAudit(book, client).run(accounts, random));
        }
        for (final String metric : List.of("lastro_read_model_rebuilds", "lastro_read_model_stopped")) {
            final double value = NodeUnderTest.metric(process, metric);
            Violation.check(value == 0, "%s is %s:%n%s", metric, value, node.logFrom(0));
        }
    }

    /**
     * The auditor has gone on from where it was: everything gets its leaf and is signed in the end. Begun again from the
     * journal, or stopped over a note that says otherwise, is a violation here.
     */
    void auditTree(final NodeProcess process, final long logBefore) throws IOException, InterruptedException {
        final long endNs = System.nanoTime() + SIGNED.toNanos();
        while (NodeUnderTest.metric(process, "lastro_audit_unsigned_sequences") > 0
                || NodeUnderTest.metric(process, "lastro_audit_lag_sequences") > 0) {
            Violation.check(
                    NodeUnderTest.metric(process, "lastro_audit_stopped") == 0 && System.nanoTime() < endNs,
                    "the auditor does not catch up:%n%s",
                    node.logFrom(logBefore));
            Thread.sleep(10);
        }
        final String told = node.logFrom(logBefore);
        Violation.check(!told.contains("auditor begins again"), "a kill left a tree that is of no use:%n%s", told);
        tally.add("starts after which all was signed", 1);
    }

    /** A tree that is built again from the whole journal has the root of the newest note; else the auditor stops. */
    void rebuildTree() throws IOException, InterruptedException {
        final Path audit = node.dataDir().resolve("audit");
        Workspace.delete(audit.resolve("tree"));
        Files.delete(audit.resolve("position"));
        final long logBefore = Files.size(node.log());
        try (NodeProcess process = node.start()) {
            auditTree(process, logBefore);
            stop(process);
        }
        tally.add("trees built again with the signed root", 1);
    }

    /** Logs on with the newest receipt. */
    WireConnection logOn(final NodeProcess process) throws IOException {
        try {
            return WireConnection.logOn(process.port(), book.receipt(), LOGON);
        } catch (final IOException e) {
            if (String.valueOf(e.getMessage()).startsWith("refused: RECEIPT_REFUSED")) {
                throw new Violation(
                        "the node does not accept the receipt of sequence "
                                + book.receipt().sequence(),
                        e);
            }
            throw e;
        }
    }

    /** Digest now; ends the node by kill -9 or by SIGTERM; then the journal must verify and replay to that digest. */
    void endAndReplay(final NodeProcess process, final boolean kill) throws IOException, InterruptedException {
        final NodeUnderTest.Status status = NodeUnderTest.status(process);
        if (kill) {
            process.kill();
        } else {
            stop(process);
        }
        verify();
        final Command.Result replay =
                Command.lastro(COMMAND, "replay", node.dataDir().toString());
        Violation.check(replay.exitCode() == 0, "replay ended with %d:%n%s", replay.exitCode(), replay.output());
        final String digest = replay.after("state digest ");
        Violation.check(
                digest.equals(status.digest()),
                "replay has digest %s, the node had %s at sequence %d",
                digest,
                status.digest(),
                status.digestSequence());
        tally.add("digests equal after replay", 1);
    }

    /** The journal of a node that does not run is without damage and holds all that was acknowledged. */
    void verify() {
        final VerifyReport report = JournalVerifier.verify(node.dataDir(), Progress.NONE);
        Violation.check(report.good(), "verify finds damage: %s", report.damages());
        Violation.check(
                report.lastSequence() >= book.highestSequence(),
                "LOST: the journal ends at sequence %d, acknowledged was %d",
                report.lastSequence(),
                book.highestSequence());
    }

    /**
     * What all clients asked and were told since the last check is strictly serial, and the journal of the node, which does
     * not run, says the same.
     */
    void checkHistory() {
        final long startNs = System.nanoTime();
        final HistoryReport report;
        try {
            report = book.recordings().check(node.dataDir());
        } catch (final JournalException e) {
            throw new Violation("history: the node does not start on its journal: " + e.getMessage(), e);
        }
        final long checkMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
        System.out.printf("history: %s, in %,d ms%n", report, checkMs);
        Violation.check(report.good(), "history: %s%n%s", report, report.firstSentences());
        tally.add("operations in strict order", report.writes() + report.reads() + report.unknownFound());
    }

    /** A violation that was seen otherwise, with what the history of the clients says to it. */
    Violation withHistory(final Violation seen) {
        try {
            checkHistory();
            return seen;
        } catch (final Violation e) {
            return new Violation(seen.getMessage() + "\n" + e.getMessage(), seen);
        }
    }

    /** SIGTERM; anything but a clean end is a violation. */
    void stop(final NodeProcess process) throws IOException, InterruptedException {
        final int exitCode = process.stop(STOP);
        Violation.check(exitCode == 0 || exitCode == 143, "a stop by SIGTERM ended with %d", exitCode);
    }
}
