package io.lastro.node.inspect;

import io.lastro.journal.BatchHandler;
import io.lastro.journal.JournalCheck;
import io.lastro.journal.JournaledBatch;
import io.lastro.journal.VerifyReport;
import io.lastro.protocol.AccountOutcome;
import io.lastro.protocol.AdminOutcome;
import io.lastro.protocol.AdminResult;
import io.lastro.protocol.CreateAccountResult;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferOutcome;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** Counts what a journal holds while it is verified: kinds, result codes, versions, and the time that it spans. */
final class AuditTally implements JournalCheck, BatchHandler {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final SortedMap<String, Long> kinds = new TreeMap<>();
    private final SortedMap<String, SortedMap<Integer, Long>> results = new TreeMap<>();
    private final SortedSet<Long> epochs = new TreeSet<>();
    private final SortedSet<Integer> featureEpochs = new TreeSet<>();
    private final SortedSet<Integer> schemaVersions = new TreeSet<>();
    private long oldestSequence;
    private long oldestNs;
    private long newestSequence;
    private long newestNs;
    private long requests;

    @Override
    public String name() {
        return "tally";
    }

    @Override
    public void onBatch(final JournaledBatch batch) {
        if (oldestSequence == 0) {
            oldestSequence = batch.firstSequence();
            oldestNs = batch.batchTimestampNs() - batch.count() + 1;
        }
        newestSequence = batch.lastSequence();
        newestNs = batch.batchTimestampNs();
        requests++;
        kinds.merge(batch.kind().name(), (long) batch.count(), Long::sum);
        epochs.add(batch.epoch());
        featureEpochs.add(batch.featureEpoch());
        schemaVersions.add(batch.schemaVersion());
    }

    private void results(final JournaledBatch batch, final int outcomeBytes) {
        onBatch(batch);
        final SortedMap<Integer, Long> codes =
                results.computeIfAbsent(batch.kind().name(), kind -> new TreeMap<>());
        int run = 0; // neighbours mostly have the same result
        int before = 0;
        for (int i = 0; i < batch.count(); i++) {
            final int code = batch.outcomes().getInt(i * outcomeBytes, ByteOrder.LITTLE_ENDIAN);
            if (run > 0 && code != before) {
                codes.merge(before, (long) run, Long::sum);
                run = 0;
            }
            before = code;
            run++;
        }
        codes.merge(before, (long) run, Long::sum);
    }

    @Override
    public void onAccounts(final JournaledBatch batch) {
        results(batch, AccountOutcome.BLOCK_BYTES);
    }

    @Override
    public void onTransfers(final JournaledBatch batch) {
        results(batch, TransferOutcome.BLOCK_BYTES);
    }

    @Override
    public void onExpiries(final JournaledBatch batch) {
        results(batch, TransferOutcome.BLOCK_BYTES);
    }

    @Override
    public void onAdmin(final JournaledBatch batch) {
        results(batch, AdminOutcome.BLOCK_BYTES);
    }

    @Override
    public String finish(final VerifyReport walked) {
        return requests + " requests and rounds of expiries counted";
    }

    /** What was counted, as names and values. */
    Map<String, Object> fields() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("oldestSequence", oldestSequence);
        fields.put("oldestTime", time(oldestNs));
        fields.put("newestSequence", newestSequence);
        fields.put("newestTime", time(newestNs));
        fields.put("requests", requests);
        fields.put("events", new LinkedHashMap<String, Object>(kinds));
        final Map<String, Object> named = new LinkedHashMap<>();
        results.forEach((kind, codes) -> named.put(kind, names(kind, codes)));
        fields.put("results", named);
        fields.put("epochs", epochs.stream().map(Object.class::cast).toList());
        fields.put(
                "featureEpochs", featureEpochs.stream().map(Object.class::cast).toList());
        fields.put(
                "schemaVersions",
                schemaVersions.stream().map(Object.class::cast).toList());
        return fields;
    }

    private static Map<String, Object> names(final String kind, final SortedMap<Integer, Long> codes) {
        final IntFunction<String> name = code -> switch (kind) {
            case "ACCOUNTS" ->
                CreateAccountResult.ofCode(code) == null
                        ? null
                        : CreateAccountResult.ofCode(code).wireName();
            case "ADMIN" ->
                AdminResult.ofCode(code) == null
                        ? null
                        : AdminResult.ofCode(code).wireName();
            default ->
                CreateTransferResult.ofCode(code) == null
                        ? null
                        : CreateTransferResult.ofCode(code).wireName();
        };
        final Map<String, Object> counts = new LinkedHashMap<>();
        codes.forEach((code, count) -> {
            final String known = name.apply(code);
            counts.put(known == null ? "code " + code : known, count);
        });
        return counts;
    }

    private static String time(final long timestampNs) {
        return timestampNs <= 0
                ? null
                : Instant.ofEpochSecond(timestampNs / NS_PER_SECOND, timestampNs % NS_PER_SECOND)
                        .toString();
    }
}
