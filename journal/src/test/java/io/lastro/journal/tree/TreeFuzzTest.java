package io.lastro.journal.tree;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/**
 * The parsers of outside bytes under jazzer: JAZZER_FUZZ=1 with one method fuzzes, otherwise its inputs are run.
 *
 * <p>Not in a normal run: the fuzzer's agent would change the classes that {@code AllocationTest} measures.
 */
@Tag("slow")
class TreeFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void fuzzLeaf(final byte[] bytes) {
        TreeMutationTest.leaf(bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void fuzzNote(final byte[] bytes) {
        TreeMutationTest.note(bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void fuzzReceipt(final byte[] bytes) {
        TreeMutationTest.receipt(bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void fuzzState(final byte[] bytes) {
        TreeMutationTest.state(bytes);
    }
}
