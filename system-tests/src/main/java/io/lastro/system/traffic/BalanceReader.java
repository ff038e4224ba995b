package io.lastro.system.traffic;

import io.lastro.system.book.Book;
import io.lastro.system.book.Violation;
import io.lastro.system.history.WireRecording;
import io.lastro.system.wire.Reply;
import io.lastro.system.wire.RequestFrame;
import io.lastro.system.wire.WireConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Reads the balances of some accounts again and again, so that a history shows what reads see under load. */
final class BalanceReader implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int PAUSE_MS = 1; // not to fill the history when the node has nothing else to do

    private final Book book;
    private final WireRecording recording;
    private final int port;
    private final SplittableRandom random;
    private final BooleanSupplier goesOn;

    BalanceReader(final Book book, final int port, final SplittableRandom random, final BooleanSupplier goesOn) {
        this.book = book;
        recording = book.recordings().open("balance-reader");
        this.port = port;
        this.random = random;
        this.goesOn = goesOn;
    }

    @Override
    public void run() {
        try (WireConnection connection = WireConnection.logOn(port, PATIENCE)) {
            while (goesOn.getAsBoolean() && !connection.end().isDone()) {
                final RequestFrame frame = book.plan().someAccountsLookup(random);
                final int operation = recording.asksBalances();
                final Reply reply = connection.call(frame, PATIENCE);
                if (!reply.isError()) {
                    recording.readBalances(operation, frame, reply);
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (final IOException e) {
            return; // the node is gone
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final RuntimeException e) {
            book.fail(new Violation("the reader failed: " + e, e));
        }
    }
}
