package io.lastro.system.traffic;

import io.lastro.client.ClientException;
import io.lastro.client.LastroClient;
import io.lastro.client.NotSentException;
import io.lastro.client.RejectedException;
import io.lastro.client.Transfer;
import io.lastro.client.TransferResult;
import io.lastro.system.book.Book;
import io.lastro.system.book.Request;
import io.lastro.system.book.Request.Shape;
import io.lastro.system.book.Violation;
import io.lastro.system.history.WireRecording;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Sends single transfers one after the other through the product's client, shared with other threads. */
final class SingleWriter implements Runnable {
    private final Book book;
    private final WireRecording recording;
    private final LastroClient client;
    private final SplittableRandom random;
    private final BooleanSupplier goesOn;

    SingleWriter(
            final Book book, final LastroClient client, final SplittableRandom random, final BooleanSupplier goesOn) {
        this.book = book;
        recording = book.recordings().open("single-writer");
        this.client = client;
        this.random = random;
        this.goesOn = goesOn;
    }

    @Override
    public void run() {
        while (goesOn.getAsBoolean()) {
            final Request request = book.make(random.nextInt(4) == 0 ? Shape.PENDING : Shape.PLAIN, 1);
            final Transfer transfer = book.plan().transfer(request);
            request.markSent();
            final int operation =
                    recording.isOn() ? recording.asksOne(book.plan().frame(request)) : 0;
            try {
                final TransferResult result = client.createTransfer(transfer);
                recording.wroteOne(operation, result.result().code(), result.sequence());
                book.acknowledged(request, result.result().code(), result.timestampNs(), result.sequence());
            } catch (final NotSentException | RejectedException e) {
                request.markRefused();
                recording.refused(operation);
                return;
            } catch (final ClientException e) {
                return; // outcome unknown: the node is gone
            } catch (final RuntimeException e) {
                book.fail(new Violation("the client failed: " + e, e));
                return;
            }
        }
    }
}
