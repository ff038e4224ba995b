package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * No id is ever forgotten: many lives of one directory, with snapshots on top of snapshots at any moment, clean stops and
 * kills, and an index that is deleted, set back or damaged between them; after each start every id ever used is sent once
 * more.
 */
class SnapshotIdsTest {
    private static final int LIVES = 4;

    @TempDir
    private Path directory;

    private Random random;
    private SnapshotGround ground;
    private final List<String> story = new ArrayList<>();

    @Test
    @Timeout(120)
    void shouldForgetNoIdInAnyLife() throws Exception {
        run(Long.getLong("lastro.seed", System.nanoTime()), LIVES);
    }

    @Test
    @Tag("slow")
    void shouldForgetNoIdInAnyLifeForLong() throws Exception {
        final long first = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            run(first + i, 12);
        }
    }

    private void run(final long seed, final int lives) throws Exception {
        random = new Random(seed);
        story.clear();
        ground = new SnapshotGround(directory.resolve("seed" + seed), random);
        try {
            for (int life = 0; life < lives; life++) {
                live(life);
            }
            ground.start(settings());
            ground.assertNothingForgotten();
            ground.endAllHolds();
            ground.assertNothingForgotten();
            ground.stopAndReplay();
            assertNull(ground.halted.get());
        } catch (final Throwable failure) {
            throw new AssertionError("-Dlastro.seed=" + seed + " " + story + ": " + failure, failure);
        } finally {
            ground.close();
            SnapshotGround.delete(directory.resolve("seed" + seed));
        }
    }

    private String[] settings() {
        // Mostly the same: a snapshot of other settings is of no use.
        final boolean other = random.nextInt(6) == 0;
        final String[] settings = {
            "LASTRO_ENGINE_RECENT_TRANSFERS",
            Integer.toString(other ? random.nextInt(500) : 0),
            "LASTRO_ENGINE_HISTORY_RUN_TRANSFERS",
            Integer.toString(other ? 1 + random.nextInt(64) : 16),
            "LASTRO_ENGINE_HISTORY_FILTER_BYTES",
            other && random.nextBoolean() ? "8KiB" : "4KiB"
        };
        story.add(other ? "other settings " + String.join(" ", settings) : "start");
        return settings;
    }

    private void live(final int life) throws Exception {
        ground.start(settings());
        if (life == 0) {
            ground.openAccounts();
        }
        ground.assertNothingForgotten();
        for (int i = random.nextInt(4); i >= 0; i--) {
            ground.load(1 + random.nextInt(120));
            if (random.nextInt(4) > 0) {
                snapshot();
            }
        }
        if (random.nextInt(3) == 0) {
            Thread.sleep(1100); // holds expire
        }
        final Path older = directory.resolve("older-index");
        final boolean setsBack = random.nextInt(5) == 0;
        if (setsBack) {
            ground.kill();
            SnapshotGround.delete(older);
            SnapshotGround.copy(ground.index(), older);
            ground.start(settings());
            ground.load(60);
            snapshot();
        }
        if (random.nextBoolean()) {
            story.add("kill");
            ground.kill();
        } else {
            story.add("stop");
            ground.stopAndReplay();
        }
        if (random.nextInt(4) == 0) {
            snapshot(); // of a directory without a node
        }
        if (setsBack) {
            story.add("index set back");
            SnapshotGround.delete(ground.index());
            SnapshotGround.copy(older, ground.index());
        } else {
            harm();
        }
    }

    private void snapshot() throws Exception {
        final var made = ground.snapshot();
        story.add("snapshot " + made.sequence());
    }

    private void harm() throws Exception {
        final List<Path> snapshots = ground.snapshots();
        switch (random.nextInt(8)) {
            case 0:
                story.add("index deleted");
                SnapshotGround.delete(ground.index());
                break;
            case 1:
                if (!snapshots.isEmpty()) {
                    story.add("newest snapshot damaged");
                    final Path newest = snapshots.get(0);
                    SnapshotGround.flip(newest, random.nextInt((int) Files.size(newest)));
                }
                break;
            case 2:
                if (!snapshots.isEmpty()) {
                    story.add("newest snapshot deleted");
                    Files.delete(snapshots.get(0));
                }
                break;
            default:
                break;
        }
    }

    /** Snapshots must have been used, or this test shows nothing. */
    @Test
    @Timeout(60)
    void shouldUseTheSnapshot() throws Exception {
        random = new Random(1);
        ground = new SnapshotGround(directory.resolve("used"), random);
        try (LogLines log = new LogLines()) {
            ground.start().openAccounts().load(500);
            final long sequence = ground.snapshot().sequence();
            ground.load(100);
            ground.kill();
            ground.start();
            assertTrue(log.has("behind the snapshot of sequence " + sequence), log.toString());
            ground.assertNothingForgotten();
            ground.stopAndReplay();
            assertEquals(1, ground.snapshots().size());
        } finally {
            ground.close();
        }
    }
}
