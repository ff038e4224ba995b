package io.lastro.engine.reference;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Makes a history step by step. Each step depends on the seed and on the model's state before it. */
final class Generator {
    private static final int MOODS = 40;

    private final World world;
    private final AccountGen accounts;
    private final TransferGen transfers;
    private final AdminGen admin;
    private final ClockGen clock;
    private final ReadGen reads;
    private final Deque<Step> planned = new ArrayDeque<>();
    private boolean importsSoon;

    Generator(final long seed, final ReferenceLedger model) {
        final Dice dice = new Dice(seed);
        world = new World(dice, mood(seed), model);
        accounts = new AccountGen(world);
        transfers = new TransferGen(world);
        admin = new AdminGen(world);
        clock = new ClockGen(world);
        reads = new ReadGen(world);
        planned.add(new Step.Clock(world.mood == World.Mood.LATE ? ClockGen.LATE_NS : ClockGen.START_NS));
        planned.add(new Step.Accounts(accounts.first()));
    }

    /** The sort of history of a seed: also the rare ones come at fixed places, so that every run has them. */
    private static World.Mood mood(final long seed) {
        final long place = Math.floorMod(seed, MOODS);
        if (place == 7) {
            return World.Mood.LATE;
        }
        if (place % 8 == 3) {
            return World.Mood.HUGE;
        }
        return Math.floorMod(seed, MOODS * 5) == 13 ? World.Mood.CROWD : World.Mood.SMALL;
    }

    /** The next step. */
    Step next(final int index) {
        if (index == 2) {
            final Scenes scenes = new Scenes(world);
            planned.addAll(world.mood == World.Mood.HUGE && world.dice.chance(50) ? List.of() : scenes.funded());
            if (world.mood == World.Mood.HUGE) {
                planned.addAll(scenes.hugeBlocks());
                planned.addAll(scenes.closedBlock());
                planned.addAll(scenes.youngAccounts());
            }
            if (world.mood == World.Mood.CROWD) {
                planned.addAll(scenes.crowd());
            }
        }
        if (!planned.isEmpty()) {
            return planned.poll();
        }
        if (importsSoon) {
            importsSoon = false;
            return new Step.Transfers(transfers.importedBatch());
        }
        return switch (world.dice.weighted(30, 5, 40, 15, 10)) {
            case 0 -> new Step.Clock(clock.next());
            case 1 -> {
                // Imported transfers are at their most delicate right behind new accounts.
                importsSoon = world.dice.chance(35);
                yield new Step.Accounts(accounts.batch());
            }
            case 2 -> new Step.Transfers(world.dice.chance(99) ? transfers.batch() : List.of());
            case 3 -> new Step.Admin(world.dice.chance(99) ? admin.batch() : List.of());
            default -> reads.read();
        };
    }

    /** Reads that see everything there is. */
    List<Step> everything() {
        return reads.everything();
    }
}
