package io.lastro.journal;

import java.util.List;

/**
 * What a verification with checks has found.
 *
 * @param walked what the walk over the files has found.
 * @param checks what each check has found.
 */
public record FullVerifyReport(VerifyReport walked, List<CheckResult> checks) {
    /** Whether nothing is wrong and every check came to its end; what was not checked is told by the checks. */
    public boolean good() {
        return walked.good() && checks.stream().allMatch(CheckResult::passes);
    }
}
