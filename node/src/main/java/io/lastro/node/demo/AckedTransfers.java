package io.lastro.node.demo;

import io.lastro.client.Id;
import io.lastro.client.LastroClient;
import io.lastro.client.LookupResult;
import io.lastro.client.StoredTransfer;
import io.lastro.client.load.AckLog;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.ProtocolLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What clients were told: every transfer that was acknowledged as created, with its sequence and timestamp.
 *
 * <p>Read from the file that the load driver wrote outside of the node. Not thread-safe.
 */
final class AckedTransfers {
    /** Where and when a transfer was acknowledged. */
    record Ack(long sequence, long timestampNs) {}

    /** What a check against the node found. */
    record Found(long found, long missing, long different) {}

    private final Map<Id, Ack> created = new LinkedHashMap<>();
    private long refused;

    /** Reads a file of acknowledgements. */
    static AckedTransfers read(final Path file) throws IOException {
        final AckedTransfers acked = new AckedTransfers();
        AckLog.read(file, (idLow, idHigh, sequence, timestampNs, result) -> {
            if (result == CreateTransferResult.CREATED.code()) {
                acked.created.put(new Id(idLow, idHigh), new Ack(sequence, timestampNs));
            } else {
                acked.refused++;
            }
        });
        return acked;
    }

    /** Acknowledged as created. */
    long count() {
        return created.size();
    }

    /** Acknowledged with another result. */
    long refused() {
        return refused;
    }

    /** When and where a transfer was acknowledged, or null. */
    Ack of(final long idLow, final long idHigh) {
        return created.get(new Id(idLow, idHigh));
    }

    /** Looks every transfer up by its id and compares sequence and timestamp. */
    Found lookUp(final LastroClient client) {
        long found = 0;
        long missing = 0;
        long different = 0;
        final List<Id> ids = new ArrayList<>(created.keySet());
        for (int first = 0; first < ids.size(); first += ProtocolLimits.MAX_BATCH_EVENTS) {
            final List<Id> some = ids.subList(first, Math.min(ids.size(), first + ProtocolLimits.MAX_BATCH_EVENTS));
            final LookupResult<StoredTransfer> rows = client.lookupTransfers(some);
            for (int i = 0; i < some.size(); i++) {
                final Optional<StoredTransfer> row = rows.rows().get(i);
                final Ack ack = created.get(some.get(i));
                if (row.isEmpty()) {
                    missing++;
                } else if (row.get().sequence() != ack.sequence()
                        || row.get().transfer().timestampNs() != ack.timestampNs()) {
                    different++;
                } else {
                    found++;
                }
            }
        }
        return new Found(found, missing, different);
    }
}
