package io.lastro.journal;

import java.util.Map;

/**
 * Something that is checked over a whole journal: re-execution, sums, the tree, signatures.
 *
 * <p>Is told of every committed batch in order, all on one thread. Objects by a {@link CheckFailedException}: it is told of
 * nothing more then. {@link #finish} is called in any case, on the thread that asked for the verification.
 */
public interface JournalCheck extends RecoveryHandler, AutoCloseable {
    /** Short name, as the report has it: lower case, no blanks. */
    String name();

    /**
     * Everything was told and nothing was objected to; the place to compare what only the end shows.
     *
     * @param walked what the walk over the files has found.
     * @return one line about what was checked.
     * @throws CheckFailedException when the end is wrong.
     */
    String finish(VerifyReport walked);

    /**
     * Whether there was what it takes to check; asked behind {@link #finish}. False is told as UNCHECKED, which is neither
     * good nor wrong.
     */
    default boolean checked() {
        return true;
    }

    /** Names and values for the report, however it ended; asked last. */
    default Map<String, Object> facts() {
        return Map.of();
    }

    /** The verification is over, however it ended: gives memory back. */
    @Override
    default void close() {}
}
