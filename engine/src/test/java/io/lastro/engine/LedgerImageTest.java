package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.history.HistorySettings;
import io.lastro.engine.history.MemoryHistory;
import io.lastro.engine.image.ImageException;
import io.lastro.engine.image.MemoryImage;
import io.lastro.engine.model.EngineHarness;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole state on its way through an image: nothing is missing behind it, and what does not fit is refused. */
@Timeout(60)
class LedgerImageTest {
    private static final int FLIPS = Integer.getInteger("lastro.flips", 1000);
    private static final long MOST_BYTES = 64L << 20;

    private final Random random = new Random(Long.getLong("lastro.seed", System.nanoTime()));
    private final MemoryHistory history = new MemoryHistory(4);

    private LedgerEngine.Context context(final int recent, final long filterBytes) {
        return new LedgerEngine.Context()
                .initialAccounts(16)
                .initialTransfers(16)
                .history(new HistorySettings(history, recent, filterBytes));
    }

    /** A ledger that has one of everything: far and near holds, captures, limits with raises that wait, blocks. */
    private RuleLedger everything() {
        final RuleLedger ledger = new RuleLedger(new EngineHarness(context(0, 64)));
        ledger.accounts("1; 2 creditsBound; 3 debitsBound; 4 debitsBound; 5; 6 closed");
        ledger.book("debit=1 credit=3 amount=100000", "debit=1 credit=4 amount=1000");
        for (int i = 0; i < 60; i++) {
            ledger.transfers("debit=1 credit=3 amount=" + (1 + i % 7) + (i % 3 == 0 ? " pending timeout=3600" : ""));
        }
        ledger.set("setLimit kind=day amount=5000");
        ledger.admin("setLimit kind=day amount=8000");
        ledger.book("debit=3 credit=1 amount=100", "debit=3 credit=1 amount=70 pending");
        for (int i = 0; i < 30; i++) {
            ledger.transfers("debit=77 credit=3 amount=1");
        }
        return ledger;
    }

    private static MemoryImage image(final LedgerEngine engine) {
        final MemoryImage image = new MemoryImage();
        engine.image().settle();
        engine.image().save(image);
        return image.rewind();
    }

    @Test
    void shouldSayWhichSettingIsAnother() {
        final MemoryImage image = image(everything().harness.engine);
        assertRefused(image, context(0, 1 << 12), "engine.history-filter-bytes");
        assertRefused(image, context(100_000, 64), "engine.recent-transfers");
        assertRefused(image, new LedgerEngine.Context(), "ring size");
    }

    private static void assertRefused(final MemoryImage image, final LedgerEngine.Context context, final String word) {
        final LedgerEngine engine = LedgerEngine.launch(context);
        final ImageException refusal =
                assertThrows(ImageException.class, () -> engine.image().load(image.rewind()));
        assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
    }

    /** A checksum is no defence against people: whatever a number says, loading ends, and in bounded memory. */
    @Test
    void shouldEndWithWordsWhateverTheImageSays() {
        final MemoryImage image = image(everything().harness.engine);
        final TreeMap<String, Integer> ends = new TreeMap<>();
        for (int i = 0; i < FLIPS; i++) {
            // Most numbers stand in the first kilobytes; the filter is at the end.
            final int at = random.nextInt(image.length());
            final int mask = 1 << random.nextInt(8);
            image.flip(at, mask);
            ends.merge(load(image), 1, Integer::sum);
            image.flip(at, mask);
        }
        assertEquals("loaded", load(image));
        assertTrue(ends.containsKey("ImageException"), ends.toString());
        for (final String end : ends.keySet()) {
            assertTrue(
                    List.of("loaded", "ImageException", "IndexOutOfBoundsException", "InvariantViolation")
                            .contains(end),
                    ends.toString());
        }
    }

    private String load(final MemoryImage image) {
        final long[] taken = {0};
        history.restart(4);
        final LedgerEngine engine = LedgerEngine.launch(context(0, 64).allocator(bytes -> {
            taken[0] += bytes;
            if (taken[0] > MOST_BYTES) {
                throw new OutOfMemoryError("a hostile image takes all memory");
            }
            return new UnsafeBuffer(new byte[bytes]);
        }));
        try {
            engine.image().load(image.rewind());
            return "loaded";
        } catch (final IndexOutOfBoundsException e) {
            return "IndexOutOfBoundsException";
        } catch (final Throwable e) {
            return e.getClass().getSimpleName();
        }
    }
}
