package io.lastro.node;

import io.lastro.journal.JournaledBatch;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How far a journal is to be taken: whole batches only, the last one that ends at or before a sequence and an instant.
 *
 * @param sequence  highest sequence that may be taken.
 * @param instantNs latest ledger time of a batch that may be taken, ns; event i of n has this - n + i + 1.
 */
public record Until(long sequence, long instantNs) {
    /** To the end. */
    public static final Until END = new Until(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Where a time without offset is meant. */
    private static final ZoneId BRASILIA = ZoneId.of("America/Sao_Paulo");

    /** Whether a batch lies behind it. */
    boolean isBefore(final JournaledBatch batch) {
        return batch.lastSequence() > sequence || batch.batchTimestampNs() > instantNs;
    }

    /**
     * A sequence, an instant such as {@code 2026-11-22T18:00:00Z} or {@code 2026-11-22T15:00:00-03:00}, or Brasilia time
     * such as {@code 2026-11-22T15:00:00}.
     *
     * @throws IllegalArgumentException when it is none of them.
     */
    public static Until parse(final String text) {
        try {
            if (text.matches("[0-9]{1,19}")) {
                return new Until(Long.parseLong(text), Long.MAX_VALUE);
            }
            final String iso = text.replace(' ', 'T');
            final Instant instant = iso.matches(".*(Z|[+-][0-9]{2}(:[0-9]{2})?)$") && iso.indexOf('T') > 0
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).atZone(BRASILIA).toInstant();
            final long seconds = Math.multiplyExact(instant.getEpochSecond(), TimeUnit.SECONDS.toNanos(1));
            return new Until(Long.MAX_VALUE, Math.addExact(seconds, instant.getNano()));
        } catch (final DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither a sequence nor a time such as 2026-11-22T18:00:00Z, or"
                            + " 2026-11-22T15:00:00 in Brasilia",
                    e);
        }
    }

    /** For options of the command line. */
    static final class Converter implements ITypeConverter<Until> {
        @Override
        public Until convert(final String text) {
            try {
                return parse(text);
            } catch (final IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
