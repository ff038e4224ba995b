package io.lastro.node.reads;

import io.lastro.engine.LedgerEngine;
import io.lastro.journal.BatchHandler;
import io.lastro.journal.Journal;
import io.lastro.journal.JournalConfig;
import io.lastro.journal.Progress;
import io.lastro.node.Executing;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.CheckpointEvent;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A real engine and a real journal, driven with random requests of every kind; some are refused. */
public final class RandomHistory implements AutoCloseable {
    static final int LEDGER = 986;
    static final int ACCOUNTS = 12;
    static final String[] REFERENCES = {"", "", "INV-1", "INV-2", "payroll 2026/11"};
    static final long SECOND_NS = 1_000_000_000L;

    final Random random;
    /** The engine. */
    public final LedgerEngine engine =
            LedgerEngine.launch(new LedgerEngine.Context().initialAccounts(4096).initialTransfers(1 << 16));

    Journal journal;
    long timeNs = 1_700_000_000_000_000_000L;

    private final ExpandableArrayBuffer events = new ExpandableArrayBuffer(1 << 16);
    private final ExpandableArrayBuffer references = new ExpandableArrayBuffer(1 << 16);
    private final UnsafeBuffer outcomes = new UnsafeBuffer(
            java.nio.ByteBuffer.allocateDirect(LedgerEngine.MAX_EXPIRIES * LedgerEngine.EXPIRY_PAIR_BYTES));
    private final TransferEvent transfer = new TransferEvent();
    private final AccountEvent account = new AccountEvent();
    private final List<Long> holds = new ArrayList<>();
    private int referenceCount;
    private long nextId = 1;
    private long nextAccount = 1;
    private long requestNo;

    /** A history that a seed decides. */
    public RandomHistory(final long seed) {
        random = new Random(seed);
    }

    static JournalConfig config(final Path directory) {
        return new JournalConfig(directory)
                .newIdentity(5, 6, 7)
                .ring(3, 512 * 1024)
                .segmentBytes(128 * 1024)
                .queueBlockBytes(512 * 1024)
                .maxGroupBytes(128 * 1024)
                .maxFrameBytes(32 * 1024)
                .queueSync(64 * 1024, 20_000_000)
                .freeSpaceFloorBytes(0);
    }

    /** Opens the journal. */
    public RandomHistory open(final Path directory) {
        return open(config(directory));
    }

    RandomHistory open(final JournalConfig config) {
        journal = Journal.open(config, BatchHandler.ignoring(), Progress.NONE);
        return this;
    }

    /** Opens a journal that may hold something: it is executed again first. */
    RandomHistory reopen(final Path directory) {
        journal = Journal.open(config(directory), Executing.on(engine), Progress.NONE);
        timeNs = Math.max(timeNs, engine.lastTimestampNs() + SECOND_NS);
        nextAccount = engine.accountCount() + 1;
        nextId = engine.lastSequence() * 2 + 1;
        return this;
    }

    /** Last durable sequence. */
    public long lastSequence() {
        return journal.durableSequence();
    }

    /** Random requests, in groups of one to three. */
    public void run(final int requests) {
        for (int i = 0; i < requests; i++) {
            timeNs += random.nextInt(10) == 0 ? SECOND_NS : random.nextInt(1_000_000);
            if (nextAccount <= ACCOUNTS) {
                createAccounts(3);
            } else if (random.nextInt(25) == 0) {
                createAccounts(1 + random.nextInt(3));
            } else {
                createTransfers(1 + random.nextInt(random.nextInt(8) == 0 ? 150 : 6));
            }
            if (random.nextInt(3) > 0) {
                journal.commit();
            }
        }
        journal.commit();
    }

    void createAccounts(final int count) {
        expire(count);
        final boolean imported = random.nextInt(4) == 0;
        for (int i = 0; i < count; i++) {
            final long id = random.nextInt(10) == 0 ? 1 + random.nextLong(nextAccount) : nextAccount++;
            account.wrapWritable(events, i * AccountEvent.BLOCK_BYTES)
                    .clear()
                    .idLow(id)
                    .idHigh(id % 3)
                    .ledger(LEDGER)
                    .code(10 + (int) (id % 2))
                    .userData64(id % 4)
                    .userData32((int) (id % 5))
                    .userData128Low(id % 3)
                    .userData128High(id % 2)
                    .timestampNs(imported ? engine.lastTimestampNs() + 1 + i : 0)
                    .flags(imported ? AccountFlags.IMPORTED : 0);
        }
        engine.createAccounts(timeNs, events, 0, count, outcomes, 0);
        while (!journal.appendAccounts(
                9,
                ++requestNo,
                engine.batchTimestampNs(),
                engine.batchFirstSequence(),
                count,
                events,
                0,
                outcomes,
                0)) {
            journal.commit();
        }
    }

    void createTransfers(final int count) {
        expire(count);
        final boolean imported = random.nextInt(12) == 0;
        referenceCount = 0;
        for (int i = 0; i < count; i++) {
            event(i);
            if (imported) {
                transfer.flags(transfer.flags() | TransferFlags.IMPORTED)
                        .timestampNs(engine.lastTimestampNs() + 1 + i)
                        .timeoutSeconds(0);
            }
        }
        append(count);
    }

    private void event(final int i) {
        final long id = random.nextInt(30) == 0 ? 1 + random.nextLong(nextId) : nextId++;
        transfer.wrapWritable(events, i * TransferEvent.BLOCK_BYTES)
                .clear()
                .idLow(id)
                .idHigh(id % 2);
        if (random.nextInt(2) == 0) {
            transfer.userData64(random.nextInt(4)).userData32(random.nextInt(3));
            transfer.userData128Low(random.nextInt(3)).userData128High(random.nextInt(2));
        }
        final String reference = REFERENCES[random.nextInt(REFERENCES.length)];
        if (!reference.isEmpty()) {
            final byte[] field = new byte[36];
            final byte[] ascii = reference.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(ascii, 0, field, 0, ascii.length);
            references.putBytes(referenceCount * 36, field);
            transfer.referenceIndex(++referenceCount);
        }
        final int kind = random.nextInt(10);
        if (kind < 3 && !holds.isEmpty()) {
            final long hold = holds.get(random.nextInt(holds.size()));
            final int flags = new int[] {
                        TransferFlags.POST_PENDING,
                        TransferFlags.POST_PENDING | TransferFlags.KEEP_REMAINDER,
                        TransferFlags.VOID_PENDING
                    }
                    [kind];
            transfer.pendingIdLow(hold).pendingIdHigh(hold % 2).flags(flags).amount(kind == 2 ? 0 : random.nextInt(60));
            return;
        }
        final long debit = 1 + random.nextInt(ACCOUNTS);
        final long credit = 1 + (debit + random.nextInt(ACCOUNTS - 1)) % (ACCOUNTS + 1);
        transfer.debitAccountIdLow(debit)
                .debitAccountIdHigh(debit % 3)
                .creditAccountIdLow(credit)
                .creditAccountIdHigh(credit % 3)
                .amount(random.nextInt(100))
                .ledger(LEDGER)
                .code(1 + random.nextInt(3));
        if (kind < 6) {
            transfer.flags(TransferFlags.PENDING).timeoutSeconds(random.nextInt(3));
            if (random.nextInt(40) == 0) {
                transfer.flags(TransferFlags.PENDING | TransferFlags.CLOSING_CREDIT)
                        .timeoutSeconds(1);
            }
            holds.add(id);
        } else if (random.nextInt(10) == 0) {
            transfer.flags(TransferFlags.LINKED);
        }
    }

    /** One account's movements: plain transfers between two accounts, as full batches. */
    void plain(final int count, final long debit, final long credit) {
        timeNs += 1_000_000;
        referenceCount = 0;
        for (int i = 0; i < count; i++) {
            final long id = nextId++;
            transfer.wrapWritable(events, i * TransferEvent.BLOCK_BYTES)
                    .clear()
                    .idLow(id)
                    .idHigh(id % 2)
                    .debitAccountIdLow(debit)
                    .debitAccountIdHigh(debit % 3)
                    .creditAccountIdLow(credit)
                    .creditAccountIdHigh(credit % 3)
                    .amount(1)
                    .ledger(LEDGER)
                    .code(1);
        }
        append(count);
    }

    private void append(final int count) {
        engine.createTransfers(timeNs, events, 0, count, references, 0, referenceCount, outcomes, 0);
        while (!journal.appendTransfers(
                9,
                ++requestNo,
                engine.batchTimestampNs(),
                engine.batchFirstSequence(),
                count,
                events,
                0,
                references,
                0,
                referenceCount,
                outcomes,
                0)) {
            journal.commit();
        }
    }

    private void expire(final int eventCount) {
        if (engine.nextExpiryNs() > timeNs) {
            return;
        }
        final int count = engine.releaseExpired(timeNs, eventCount, outcomes, 0);
        if (count > 0) {
            while (!journal.appendExpiries(
                    engine.expiriesTimestampNs(), engine.expiriesFirstSequence(), count, outcomes, 0)) {
                journal.commit();
            }
        }
    }

    /** An account that must keep a balance. */
    void boundedAccount(final long id) {
        account.wrapWritable(events, 0)
                .clear()
                .idLow(id)
                .idHigh(id % 3)
                .ledger(LEDGER)
                .code(10)
                .flags(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS);
        engine.createAccounts(timeNs, events, 0, 1, outcomes, 0);
        journal.appendAccounts(
                9, ++requestNo, engine.batchTimestampNs(), engine.batchFirstSequence(), 1, events, 0, outcomes, 0);
        journal.commit();
    }

    /** A command of one signed by two, as the engine decides it. */
    int admin(final AdminEvent command) {
        timeNs += 1_000;
        engine.executeAdmin(timeNs, command.buffer(), command.offset(), 1, outcomes, 0);
        while (!journal.appendCommands(
                9,
                ++requestNo,
                engine.batchTimestampNs(),
                engine.batchFirstSequence(),
                1,
                command.buffer(),
                command.offset(),
                outcomes,
                0)) {
            journal.commit();
        }
        journal.commit();
        return new AdminOutcome().wrap(outcomes, 0).result();
    }

    /** Opens a session and closes it; nothing of it moves anything. */
    void session(final long id) {
        timeNs += 1_000;
        journalSession(id, engine.sessions().open(timeNs, id, 1, 2, outcomes, 0));
        timeNs += 1_000;
        journalSession(id, engine.sessions().close(timeNs, id, outcomes, 0));
    }

    private void journalSession(final long id, final int count) {
        while (!journal.appendSessions(
                id, 1, engine.batchTimestampNs(), engine.batchFirstSequence(), count, outcomes, 0)) {
            journal.commit();
        }
        journal.commit();
    }

    /** Ends all holds that have a timeout, so that the next request meets nothing that is due. */
    public void expireAll() {
        timeNs += 3 * SECOND_NS;
        expire(0);
        journal.commit();
    }

    /** A checkpoint of everything so far, of no particular tree. */
    public void checkpoint() {
        expire(1);
        journal.commit();
        final UnsafeBuffer event = new UnsafeBuffer(new byte[CheckpointEvent.MAX_BYTES]);
        new CheckpointEvent()
                .wrapForWriting(event, 0)
                .covered(engine.lastSequence(), journal.chainLow(), journal.chainHigh())
                .tree(engine.lastSequence(), new byte[CheckpointEvent.ROOT_BYTES]);
        checkpoint(event);
    }

    /** A checkpoint that somebody has made. */
    public void checkpoint(final UnsafeBuffer event) {
        timeNs += 1_000;
        expire(1);
        engine.checkpoints().execute(timeNs, event, 0);
        while (!journal.appendCheckpoint(engine.batchTimestampNs(), engine.batchFirstSequence(), event, 0)) {
            journal.commit();
        }
        journal.commit();
    }

    /** Two accounts of another ledger and large transfers between them, so that sums pass 64 bit. */
    public void largeSums(final int ledger) {
        timeNs += 1_000_000;
        expire(2);
        final long first = 1_000_000L + nextId * 2;
        for (int i = 0; i < 2; i++) {
            account.wrapWritable(events, i * AccountEvent.BLOCK_BYTES)
                    .clear()
                    .idLow(first + i)
                    .ledger(ledger)
                    .code(10);
        }
        engine.createAccounts(timeNs, events, 0, 2, outcomes, 0);
        journal.appendAccounts(
                9, ++requestNo, engine.batchTimestampNs(), engine.batchFirstSequence(), 2, events, 0, outcomes, 0);
        for (int i = 0; i < 3; i++) {
            transfer.wrapWritable(events, i * TransferEvent.BLOCK_BYTES)
                    .clear()
                    .idLow(nextId++)
                    .idHigh(77)
                    .debitAccountIdLow(first)
                    .creditAccountIdLow(first + 1)
                    .amount(i == 2 ? 1 : Long.MAX_VALUE / 2)
                    .flags(i == 1 ? TransferFlags.PENDING : 0)
                    .ledger(ledger)
                    .code(1);
        }
        referenceCount = 0;
        append(3);
        journal.commit();
    }

    /** An empty command with the signatures that it needs. */
    static AdminEvent command(final AdminKind kind, final long id, final long accountId, final long version) {
        return new AdminEvent()
                .wrapWritable(new UnsafeBuffer(new byte[AdminEvent.BLOCK_BYTES]), 0)
                .kind(kind.code())
                .commandIdLow(id)
                .accountIdLow(accountId)
                .accountIdHigh(accountId % 3)
                .expectedVersion(version)
                .validSignatures(2);
    }

    @Override
    public void close() {
        journal.close();
    }
}
