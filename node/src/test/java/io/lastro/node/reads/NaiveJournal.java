package io.lastro.node.reads;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lastro.journal.JournalReader;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.Progress;
import io.lastro.journal.RecoveryHandler;
import io.lastro.protocol.AccountEvent;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminEvent;
import io.lastro.protocol.AdminKind;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import io.lastro.protocol.TransferOutcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/** The meaning of the reads, from a plain scan of the whole journal into lists. */
final class NaiveJournal implements RecoveryHandler {
    /** A transfer as stored and what became of it. */
    static final class Stored {
        Id128 id;
        Id128 debit;
        Id128 credit;
        Id128 pending;
        Id128 userData128;
        long userData64;
        int userData32;
        long amount;
        long ownNs;
        int timeout;
        int ledger;
        int code;
        int flags;
        String reference = "";
        long sequence;
        int state = 1;
        long captured;
        long remaining;
        long expiresNs;

        String fields() {
            return id + " " + debit + ">" + credit + " p" + pending + " u" + userData128 + "," + userData64 + ","
                    + userData32 + " " + amount + " @" + ownNs + " t" + timeout + " l" + ledger + " c" + code + " f"
                    + flags + " '" + reference + "'";
        }

        String row() {
            return fields() + " #" + sequence + " s" + state + " " + captured + "/" + remaining + " x" + expiresNs;
        }
    }

    /** An account as of now. */
    static final class Held {
        Id128 id;
        Id128 userData128;
        long userData64;
        int userData32;
        int ledger;
        int code;
        int flags;
        long ownNs;
        long creationSequence;
        List<Long> counters = List.of(0L, 0L, 0L, 0L);
        long lastSequence;

        String row() {
            return id + " u" + userData128 + "," + userData64 + "," + userData32 + " @" + ownNs + " l" + ledger + " c"
                    + code + " f" + flags + " " + counters + " #" + lastSequence;
        }
    }

    /** An event that moved something. */
    record Moved(
            long sequence,
            long eventNs,
            boolean expiry,
            Stored transfer,
            String fields,
            long amount,
            List<Long> debit,
            List<Long> credit) {
        String row() {
            return fields + " moved " + amount + " #" + sequence + " @" + eventNs + " " + debit + credit
                    + (expiry ? " expiry" : " transfer");
        }
    }

    final List<Moved> movements = new ArrayList<>();
    final Map<Id128, Stored> transfers = new LinkedHashMap<>();
    final Map<Id128, Held> accounts = new LinkedHashMap<>();
    final List<Long> eventTimes = new ArrayList<>();

    private final TransferEvent event = new TransferEvent();
    private final TransferOutcome outcome = new TransferOutcome();
    private final AccountEvent account = new AccountEvent();
    private final AccountOutcome accountOutcome = new AccountOutcome();

    static NaiveJournal read(final Path directory) {
        final NaiveJournal naive = new NaiveJournal();
        JournalReader.read(directory, naive, Progress.NONE);
        return naive;
    }

    private void times(final JournaledBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            eventTimes.add(batch.batchTimestampNs() - batch.count() + i + 1);
        }
    }

    @Override
    public void onAccounts(final JournaledBatch batch) {
        times(batch);
        for (int i = 0; i < batch.count(); i++) {
            account.wrap(batch.events(), i * AccountEvent.BLOCK_BYTES);
            accountOutcome.wrap(batch.outcomes(), i * AccountOutcome.BLOCK_BYTES);
            if (accountOutcome.result() == 0) {
                final Held held = new Held();
                held.id = new Id128(account.idLow(), account.idHigh());
                held.userData128 = new Id128(account.userData128Low(), account.userData128High());
                held.userData64 = account.userData64();
                held.userData32 = account.userData32();
                held.ledger = account.ledger();
                held.code = account.code();
                held.flags = account.flags();
                held.ownNs = (account.flags() & AccountFlags.IMPORTED) != 0
                        ? account.timestampNs()
                        : accountOutcome.timestampNs();
                held.creationSequence = batch.firstSequence() + i;
                accounts.put(held.id, held);
            }
        }
    }

    @Override
    public void onTransfers(final JournaledBatch batch) {
        times(batch);
        for (int i = 0; i < batch.count(); i++) {
            event.wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
            outcome.wrap(batch.outcomes(), i * TransferOutcome.BLOCK_BYTES);
            if (outcome.result() == 0) {
                final Stored stored = stored(batch);
                stored.sequence = batch.firstSequence() + i;
                transfers.put(stored.id, stored);
                moved(batch.firstSequence() + i, false, stored);
            }
        }
    }

    private Stored stored(final JournaledBatch batch) {
        final Stored stored = effective(new Id128(event.idLow(), event.idHigh()));
        stored.pending = new Id128(event.pendingIdLow(), event.pendingIdHigh());
        stored.userData128 = new Id128(event.userData128Low(), event.userData128High());
        stored.userData64 = event.userData64();
        stored.userData32 = event.userData32();
        stored.timeout = event.timeoutSeconds();
        stored.flags = event.flags();
        if ((event.flags() & TransferFlags.IMPORTED) != 0) {
            stored.ownNs = event.timestampNs();
        }
        if (event.referenceIndex() > 0) {
            stored.reference = text(batch.references(), (event.referenceIndex() - 1) * 36);
        }
        final Stored hold = transfers.get(stored.pending);
        if (hold != null) {
            stored.userData128 = stored.userData128.equals(new Id128(0, 0)) ? hold.userData128 : stored.userData128;
            stored.userData64 = stored.userData64 == 0 ? hold.userData64 : stored.userData64;
            stored.userData32 = stored.userData32 == 0 ? hold.userData32 : stored.userData32;
            stored.reference = stored.reference.isEmpty() ? hold.reference : stored.reference;
            resolve(hold);
        } else if ((event.flags() & TransferFlags.PENDING) != 0) {
            stored.state = 2;
            stored.remaining = stored.amount;
            stored.expiresNs = stored.timeout == 0 ? 0 : outcome.timestampNs() + stored.timeout * 1_000_000_000L;
        }
        return stored;
    }

    private void resolve(final Stored hold) {
        if ((event.flags() & TransferFlags.VOID_PENDING) != 0) {
            hold.remaining = 0;
            hold.state = 5;
            return;
        }
        hold.captured += outcome.amount();
        hold.remaining -= outcome.amount();
        hold.state = 3;
        if ((event.flags() & TransferFlags.KEEP_REMAINDER) == 0 || hold.remaining == 0) {
            hold.remaining = 0;
            hold.state = 4;
        }
    }

    private Stored effective(final Id128 id) {
        final Stored stored = new Stored();
        stored.id = id;
        stored.pending = new Id128(0, 0);
        stored.userData128 = new Id128(0, 0);
        stored.debit = new Id128(outcome.debitAccountIdLow(), outcome.debitAccountIdHigh());
        stored.credit = new Id128(outcome.creditAccountIdLow(), outcome.creditAccountIdHigh());
        stored.amount = outcome.amount();
        stored.ledger = outcome.ledger();
        stored.code = outcome.code();
        stored.ownNs = outcome.timestampNs();
        return stored;
    }

    @Override
    public void onSessions(final JournaledBatch batch) {
        times(batch);
    }

    @Override
    public void onCheckpoint(final JournaledBatch batch) {
        times(batch);
    }

    @Override
    public void onAdmin(final JournaledBatch batch) {
        times(batch);
        for (int i = 0; i < batch.count(); i++) {
            final AdminEvent command = new AdminEvent().wrap(batch.events(), i * AdminEvent.BLOCK_BYTES);
            final int at = i * AdminOutcome.BLOCK_BYTES;
            if (command.kind() == AdminKind.EXECUTE_BLOCK.code()
                    && new AdminOutcome().wrap(batch.outcomes(), at).result() == 0) {
                outcome.wrap(batch.outcomes(), at + AdminOutcome.TRANSFER_OFFSET);
                final Stored stored = effective(new Id128(command.transferIdLow(), command.transferIdHigh()));
                stored.sequence = batch.firstSequence() + i;
                transfers.put(stored.id, stored);
                moved(stored.sequence, false, stored);
            }
        }
    }

    @Override
    public void onExpiries(final JournaledBatch batch) {
        times(batch);
        for (int i = 0; i < batch.count(); i++) {
            event.wrap(batch.events(), i * TransferEvent.BLOCK_BYTES);
            outcome.wrap(batch.outcomes(), i * TransferOutcome.BLOCK_BYTES);
            final Stored hold = transfers.get(new Id128(event.pendingIdLow(), event.pendingIdHigh()));
            hold.state = 6;
            hold.remaining = 0;
            moved(batch.firstSequence() + i, true, hold);
        }
    }

    private void moved(final long sequence, final boolean expiry, final Stored transfer) {
        final List<Long> debit = counters(TransferOutcome.DEBIT_DEBITS_PENDING_OFFSET);
        final List<Long> credit = counters(TransferOutcome.CREDIT_DEBITS_PENDING_OFFSET);
        movements.add(new Moved(
                sequence, outcome.timestampNs(), expiry, transfer, transfer.fields(), outcome.amount(), debit, credit));
        touch(transfer.debit, debit, sequence, (outcome.closedAccounts() & 1) != 0);
        touch(transfer.credit, credit, sequence, (outcome.closedAccounts() & 2) != 0);
    }

    private void touch(final Id128 id, final List<Long> counters, final long sequence, final boolean closed) {
        final Held held = accounts.get(id);
        held.counters = counters;
        held.lastSequence = sequence;
        held.flags = closed ? held.flags | AccountFlags.CLOSED : held.flags & ~AccountFlags.CLOSED;
    }

    private List<Long> counters(final int at) {
        final List<Long> counters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            counters.add(outcome.buffer().getLong(outcome.offset() + at + i * 8, LITTLE_ENDIAN));
        }
        return counters;
    }

    /** Text of a reference field. */
    static String text(final DirectBuffer buffer, final int at) {
        final byte[] field = new byte[36];
        buffer.getBytes(at, field);
        return new String(field, StandardCharsets.US_ASCII).replace("\0", "");
    }

    /** Last sequence at or before an instant. */
    long sequenceAt(final long instantNs) {
        long found = 0;
        for (int i = 0; i < eventTimes.size() && eventTimes.get(i) <= instantNs; i++) {
            found = i + 1;
        }
        return found;
    }
}
