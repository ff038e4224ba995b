package io.lastro.node.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Unix ns, or an instant as ISO 8601 has it. */
final class InstantConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(final String text) {
        if (text.matches("[0-9]{1,19}")) {
            return Long.parseLong(text);
        }
        try {
            final Instant instant = Instant.parse(text);
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)), instant.getNano());
        } catch (final DateTimeParseException | ArithmeticException e) {
            throw new TypeConversionException(
                    "'" + text + "' is neither Unix ns nor an instant such as 2026-11-22T15:00:00Z");
        }
    }
}
