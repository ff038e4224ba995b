package io.lastro.engine.reference;

import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the generators know of a history so far: the model's state, to aim at its edges, and what was sent. */
final class World {
    /** Sort of history, for edges that would spoil all others. */
    enum Mood {
        /** Small amounts. */
        SMALL,
        /** Amounts around 2^63-1. */
        HUGE,
        /** A clock so late that a timeout can leave 63 bits. */
        LATE,
        /** More holds due at once than fit in front of one request. */
        CROWD
    }

    private static final int MISSING_ID = 77;
    private static final int REMEMBERED = 40;

    /** Choices. */
    final Dice dice;

    /** Sort of history. */
    final Mood mood;

    /** The ledger as it is before the step that is being made. */
    final ReferenceLedger model;

    /** Transfers sent of late. */
    final List<NewTransfer> sentTransfers = new ArrayList<>();

    /** Accounts sent of late. */
    final List<NewAccount> sentAccounts = new ArrayList<>();

    /** Commands sent of late. */
    final List<NewCommand> sentCommands = new ArrayList<>();

    private long nextId = 1000;

    World(final Dice dice, final Mood mood, final ReferenceLedger model) {
        this.dice = dice;
        this.mood = mood;
        this.model = model;
    }

    /** An id that was never used. */
    BigInteger freshId() {
        nextId++;
        return BigInteger.valueOf(nextId);
    }

    /** The last fresh id. */
    long lastId() {
        return nextId;
    }

    /** An id that is not one: zero, all ones, or of nothing. */
    BigInteger oddId() {
        return dice.of(BigInteger.ZERO, Amounts.ID_MAX, BigInteger.valueOf(MISSING_ID), BigInteger.ONE.shiftLeft(64));
    }

    /** Some account that exists. */
    ModelAccount anyAccount() {
        return dice.of(new ArrayList<>(model.state().accounts.values()));
    }

    /** Some hold, open ones preferred; null when there is none. */
    ModelTransfer anyHold() {
        final List<ModelTransfer> holds = model.state().transfers.values().stream()
                .filter(ModelTransfer::isHold)
                .collect(Collectors.toList());
        final List<ModelTransfer> open =
                holds.stream().filter(ModelTransfer::isOpen).collect(Collectors.toList());
        if (!open.isEmpty() && dice.chance(80)) {
            return dice.of(open);
        }
        return holds.isEmpty() ? null : dice.of(holds);
    }

    /** T of a batch of n events sent now, unless something is due in front of it. */
    long batchNs(final int n) {
        return Math.max(model.timeNs(), model.lastTimestampNs() + n);
    }

    /** Remembers an element, forgetting old ones. */
    static <T> void remember(final List<T> sent, final T element) {
        sent.add(element);
        if (sent.size() > REMEMBERED) {
            sent.remove(0);
        }
    }

    /** A value and its neighbours. */
    long beside(final long value) {
        return value + dice.of(-1L, 0L, 0L, 1L);
    }
}
