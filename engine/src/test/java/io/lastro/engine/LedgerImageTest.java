package io.lastro.engine;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.history.HistorySettings;
import io.lastro.engine.history.MemoryHistory;
import io.lastro.engine.image.ImageException;
import io.lastro.engine.image.MemoryImage;
import io.lastro.engine.model.EngineHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An image of other settings is refused with words. */
@Timeout(60)
class LedgerImageTest {
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
}
