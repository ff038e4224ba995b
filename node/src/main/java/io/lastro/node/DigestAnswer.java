package io.lastro.node;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.pipeline.EngineInspection;
import java.util.concurrent.CompletableFuture;

/** Asks the running engine for its state digest and totals; answered once everything that they cover is durable. */
final class DigestAnswer implements EngineInspection {
    /**
     * A digest with the sequence it is of.
     *
     * @param digest 32 hexadecimal digits.
     * @param sequence last executed sequence that it covers.
     * @param totals the ledgers' sums as JSON.
     */
    record Result(String digest, long sequence, String totals) {}

    private final CompletableFuture<Result> future = new CompletableFuture<>();
    private String digest;
    private String totals;

    CompletableFuture<Result> future() {
        return future;
    }

    @Override
    public void inspect(final LedgerEngine engine) {
        digest = Totals.digest(engine);
        totals = Totals.json(engine);
    }

    @Override
    public void released(final long sequence) {
        future.complete(new Result(digest, sequence, totals));
    }
}
