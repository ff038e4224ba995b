package io.lastro.journal;

/** Port that is called at each {@link JournalStep}, on the thread that does the step. */
@FunctionalInterface
public interface JournalSteps {
    /** Does nothing. */
    JournalSteps NONE = step -> {};

    /** The moment has come. An exception is treated like a failure of that step: the journal halts. */
    void at(JournalStep step);
}
