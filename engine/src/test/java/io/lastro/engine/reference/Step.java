package io.lastro.engine.reference;

import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One step of a history: plain data, so that it means the same on every ledger and in every shortened history. */
interface Step {
    /** Does it and tells the whole answer. */
    String run(Ledger ledger);

    /** The step itself, to be read. */
    String show();

    /** The same step without a range of its events; null when it cannot do without. */
    default Step without(final int from, final int to) {
        return null;
    }

    /** How many events it has. */
    default int size() {
        return 1;
    }

    /** Runs something of a ledger and tells what came of it; whatever is thrown is an answer too. */
    static <R> String answer(final Ledger ledger, final Function<Ledger, R> call, final Function<R, String> text) {
        final R result;
        try {
            result = call.apply(ledger);
        } catch (final IllegalArgumentException e) {
            return "malformed";
        } catch (final RuntimeException | Error e) {
            final StackTraceElement[] trace = e.getStackTrace();
            return "threw " + e + (trace.length == 0 ? "" : " at " + trace[0]);
        }
        return text.apply(result);
    }

    /** One line for each element. */
    static <T> String lines(final List<T> values, final Function<T, String> text) {
        return values.stream().map(text).collect(Collectors.joining("\n  ", "  ", ""));
    }

    /** A list without a range. */
    static <T> List<T> cut(final List<T> values, final int from, final int to) {
        final List<T> rest = new ArrayList<>(values);
        rest.subList(from, to).clear();
        return rest;
    }

    /**
     * The clock moves.
     *
     * @param toNs ledger time.
     */
    record Clock(long toNs) implements Step {
        @Override
        public String run(final Ledger ledger) {
            return answer(
                    ledger,
                    to -> {
                        to.timeNs(toNs);
                        return to.timeNs();
                    },
                    nowNs -> "timeNs " + nowNs);
        }

        @Override
        public String show() {
            return "timeNs(" + toNs + ")";
        }
    }

    /**
     * A batch of accounts.
     *
     * @param events batch.
     */
    record Accounts(List<NewAccount> events) implements Step {
        @Override
        public String run(final Ledger ledger) {
            return answer(
                    ledger,
                    to -> to.createAccounts(events.stream().map(Copies::of).collect(Collectors.toList())),
                    results -> lines(results, Object::toString));
        }

        @Override
        public String show() {
            return "createAccounts\n" + lines(events, Show::of);
        }

        @Override
        public Step without(final int from, final int to) {
            return new Accounts(cut(events, from, to));
        }

        @Override
        public int size() {
            return events.size();
        }
    }

    /**
     * A batch of transfers.
     *
     * @param events batch.
     */
    record Transfers(List<NewTransfer> events) implements Step {
        @Override
        public String run(final Ledger ledger) {
            return answer(
                    ledger,
                    to -> to.createTransfers(events.stream().map(Copies::of).collect(Collectors.toList())),
                    results -> lines(results, Object::toString));
        }

        @Override
        public String show() {
            return "createTransfers\n" + lines(events, Show::of);
        }

        @Override
        public Step without(final int from, final int to) {
            return new Transfers(cut(events, from, to));
        }

        @Override
        public int size() {
            return events.size();
        }
    }

    /**
     * A batch of admin commands.
     *
     * @param commands batch.
     */
    record Admin(List<NewCommand> commands) implements Step {
        @Override
        public String run(final Ledger ledger) {
            return answer(
                    ledger,
                    to -> to.admin(commands.stream().map(Copies::of).collect(Collectors.toList())),
                    results -> lines(results, Object::toString));
        }

        @Override
        public String show() {
            return "admin\n" + lines(commands, Show::of);
        }

        @Override
        public Step without(final int from, final int to) {
            return new Admin(cut(commands, from, to));
        }

        @Override
        public int size() {
            return commands.size();
        }
    }

    /**
     * A read.
     *
     * @param text the read itself.
     * @param read does it and tells the answer.
     */
    record Read(String text, Function<Ledger, String> read) implements Step {
        @Override
        public String run(final Ledger ledger) {
            return answer(ledger, read, Function.identity());
        }

        @Override
        public String show() {
            return text;
        }
    }
}
