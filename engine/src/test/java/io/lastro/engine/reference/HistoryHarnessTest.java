package io.lastro.engine.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.embedded.AccountResult;
import io.lastro.engine.embedded.Balances;
import io.lastro.engine.embedded.CommandResult;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.Movement;
import io.lastro.engine.embedded.NewAccount;
import io.lastro.engine.embedded.NewCommand;
import io.lastro.engine.embedded.NewTransfer;
import io.lastro.engine.embedded.StatementFilter;
import io.lastro.engine.embedded.TransferResult;
import io.lastro.engine.embedded.TransferView;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferFlags;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The histories themselves: equal ledgers stay equal, and a small falsehood is found and shown by a small history. */
class HistoryHarnessTest {
    private static final int EVENTS_OF_A_SMALL_CASE = 14;
    private static final long SEEDS = 200;

    @Test
    void shouldFindNothingBetweenTheModelAndItself() {
        final Histories histories = new Histories(() -> new LedgerWrapper(new ReferenceLedger()), new Coverage());
        for (long seed = 1; seed <= 20; seed++) {
            assertTrue(histories.run(seed) > 0);
        }
    }

    @Test
    void shouldMakeTheSameHistoryOfASeed() {
        assertEquals(history(5), history(5));
    }

    private static List<String> history(final long seed) {
        final ReferenceLedger model = new ReferenceLedger();
        final Generator generator = new Generator(seed, model);
        final List<String> shown = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            final Step step = generator.next(i);
            shown.add(step.show() + step.run(model));
        }
        return shown;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("falsehoods")
    void shouldFindAndShorten(final String name, final Function<Ledger, Ledger> falsehood) {
        final Histories histories = new Histories(() -> falsehood.apply(new ReferenceLedger()), new Coverage());
        HistoryError found = null;
        for (long seed = 1; seed <= SEEDS && found == null; seed++) {
            try {
                histories.run(seed);
            } catch (final HistoryError e) {
                found = e;
            }
        }
        assertNotNull(found, "nobody noticed: " + name);
        final int events = found.smallest().stream().mapToInt(Step::size).sum();
        assertTrue(events <= EVENTS_OF_A_SMALL_CASE, found.getMessage());
    }

    static Stream<Arguments> falsehoods() {
        return Stream.of(
                falsehood("blocked funds are called missing", HistoryHarnessTest::blockedIsMissing),
                falsehood("burned ids are called existing", HistoryHarnessTest::burnedIsExisting),
                falsehood("a hold lives a second longer", HistoryHarnessTest::longerHolds),
                falsehood("a post forgets its user data", HistoryHarnessTest::forgetfulPosts),
                falsehood("the newest come last", HistoryHarnessTest::newestLast),
                falsehood("balances at an instant leave that instant out", HistoryHarnessTest::earlierBalances),
                falsehood("an expiry is a movement like any other", HistoryHarnessTest::silentExpiries),
                falsehood("one signature too few is enough", HistoryHarnessTest::freeSignatures),
                falsehood("chains are single events", HistoryHarnessTest::brokenChains),
                falsehood("a remainder is off by one", HistoryHarnessTest::wrongRemainder),
                falsehood("accounts in threes get the next timestamp", HistoryHarnessTest::laterAccounts));
    }

    private static Arguments falsehood(final String name, final Function<Ledger, Ledger> falsehood) {
        return Arguments.of(name, falsehood);
    }

    private static Ledger results(final Ledger inner, final CreateTransferResult from, final CreateTransferResult to) {
        return new LedgerWrapper(inner) {
            @Override
            public List<TransferResult> createTransfers(final List<NewTransfer> events) {
                return super.createTransfers(events).stream()
                        .map(result -> new TransferResult(
                                result.result() == from ? to : result.result(),
                                result.timestampNs(),
                                result.sequence(),
                                result.amount(),
                                result.debit(),
                                result.credit()))
                        .collect(Collectors.toList());
            }
        };
    }

    private static Ledger blockedIsMissing(final Ledger inner) {
        return results(inner, CreateTransferResult.FUNDS_BLOCKED, CreateTransferResult.EXCEEDS_CREDITS);
    }

    private static Ledger burnedIsExisting(final Ledger inner) {
        return results(inner, CreateTransferResult.ID_ALREADY_FAILED, CreateTransferResult.EXISTS);
    }

    private static Ledger events(final Ledger inner, final Function<NewTransfer, NewTransfer> change) {
        return new LedgerWrapper(inner) {
            @Override
            public List<TransferResult> createTransfers(final List<NewTransfer> events) {
                return super.createTransfers(events.stream().map(change).collect(Collectors.toList()));
            }
        };
    }

    private static Ledger longerHolds(final Ledger inner) {
        final int second = 2;
        return events(inner, event -> event.timeoutSeconds() == second ? event.timeoutSeconds(second + 1) : event);
    }

    private static Ledger forgetfulPosts(final Ledger inner) {
        return events(
                inner, event -> TransferRules.has(event, TransferFlags.POST_PENDING) ? event.userData32(0) : event);
    }

    private static Ledger brokenChains(final Ledger inner) {
        return new LedgerWrapper(inner) {
            @Override
            public List<TransferResult> createTransfers(final List<NewTransfer> events) {
                final List<TransferResult> results = super.createTransfers(events);
                for (int i = 1; i < events.size(); i++) {
                    events.get(i).flags(events.get(i).flags() & ~TransferFlags.LINKED);
                }
                return events.size() > 2 ? super.createTransfers(events) : results;
            }
        };
    }

    private static Ledger newestLast(final Ledger inner) {
        return new LedgerWrapper(inner) {
            @Override
            public List<Movement> accountTransfers(final StatementFilter filter) {
                final List<Movement> rows = super.accountTransfers(filter);
                if (filter.newestFirst()) {
                    Collections.reverse(rows);
                }
                return rows;
            }
        };
    }

    private static Ledger earlierBalances(final Ledger inner) {
        return new LedgerWrapper(inner) {
            @Override
            public Balances balanceAtTime(final BigInteger accountId, final long instantNs) {
                return super.balanceAtTime(accountId, Math.max(0, instantNs - 1));
            }
        };
    }

    private static Ledger silentExpiries(final Ledger inner) {
        return new LedgerWrapper(inner) {
            @Override
            public List<Movement> changeEvents(final long fromSequence, final int limit) {
                return super.changeEvents(fromSequence, limit).stream()
                        .map(row -> new Movement(
                                row.sequence(),
                                row.timestampNs(),
                                false,
                                row.transfer(),
                                row.amount(),
                                row.debit(),
                                row.credit()))
                        .collect(Collectors.toList());
            }
        };
    }

    private static Ledger freeSignatures(final Ledger inner) {
        return new LedgerWrapper(inner) {
            @Override
            public List<CommandResult> admin(final List<NewCommand> commands) {
                for (final NewCommand command : commands) {
                    if (command.kind() == AdminKind.FREEZE && command.signedBy().size() == 1) {
                        command.signedBy(List.of("ana", "rui"));
                    }
                }
                return super.admin(commands);
            }
        };
    }

    private static Ledger wrongRemainder(final Ledger inner) {
        return new LedgerWrapper(inner) {
            @Override
            public List<TransferView> lookupTransfers(final List<BigInteger> ids) {
                return super.lookupTransfers(ids).stream()
                        .map(row -> row == null || row.remaining() != 3
                                ? row
                                : new TransferView(
                                        row.transfer(),
                                        row.timestampNs(),
                                        row.sequence(),
                                        row.state(),
                                        row.captured(),
                                        row.remaining() - 1,
                                        row.expiresAtNs()))
                        .collect(Collectors.toList());
            }
        };
    }

    private static Ledger laterAccounts(final Ledger inner) {
        return new LedgerWrapper(inner) {
            @Override
            public List<AccountResult> createAccounts(final List<NewAccount> events) {
                return super.createAccounts(events).stream()
                        .map(result -> new AccountResult(
                                result.result(),
                                result.timestampNs() + (events.size() == 3 ? 1 : 0),
                                result.sequence()))
                        .collect(Collectors.toList());
            }
        };
    }
}
