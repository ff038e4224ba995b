package io.lastro.engine.embedded;

import io.lastro.engine.LedgerEngine;
import io.lastro.engine.image.MemoryImage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/** An embedded ledger whose state moves into a new engine, through an image, whenever it is asked to. */
public final class MovingLedger {
    private final EmbeddedLedger ledger;
    private final Supplier<LedgerEngine.Context> bounds;

    /** A ledger in engines with those bounds. */
    public MovingLedger(final Supplier<LedgerEngine.Context> bounds) {
        this.bounds = bounds;
        ledger = new EmbeddedLedger(bounds.get());
    }

    /** The ledger, which stays the same object. */
    public Ledger ledger() {
        return ledger;
    }

    /** Moves. */
    public void move() {
        final LedgerEngine from = ledger.engine();
        final LedgerEngine next = EmbeddedLedger.launch(bounds.get());
        final MemoryImage image = new MemoryImage();
        from.image().settle();
        from.image().save(image);
        next.image().load(image.rewind());
        final long[] before = new long[2];
        final long[] after = new long[2];
        from.digest(before);
        next.digest(after);
        Assertions.assertArrayEquals(before, after, "the digest has changed on the way");
        Assertions.assertEquals(from.transferCount(), next.transferCount());
        Assertions.assertEquals(from.pendingCount(), next.pendingCount());
        ledger.use(next);
    }
}
