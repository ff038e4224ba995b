package io.lastro.node;

import io.lastro.journal.CheckResult;
import io.lastro.journal.Damage;
import io.lastro.journal.FullVerifyReport;
import io.lastro.journal.VerifyReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a verification has found, as names and values for JSON. */
public final class VerifyFields {
    private VerifyFields() {}

    /** The report as names and values. */
    public static Map<String, Object> of(final FullVerifyReport report, final double seconds) {
        final VerifyReport walked = report.walked();
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("good", report.good());
        fields.put("frames", walked.frames());
        fields.put("records", walked.records());
        fields.put("lastSequence", walked.lastSequence());
        fields.put("commitSequence", walked.commitSequence());
        fields.put("chainValue", walked.chainValue());
        fields.put("cleanStop", walked.cleanStop());
        fields.put("bytes", walked.bytes());
        fields.put("seconds", String.format(java.util.Locale.ROOT, "%.3f", seconds));
        final List<Object> damages = new ArrayList<>();
        walked.damages().forEach(damage -> damages.add(damage(damage)));
        fields.put("damages", damages);
        final List<Object> checks = new ArrayList<>();
        for (final CheckResult check : report.checks()) {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", check.name());
            row.put("verdict", check.verdict().name());
            row.put("lastSequence", check.lastSequence());
            row.put("text", check.text());
            row.put("damage", check.damage() == null ? null : damage(check.damage()));
            row.put("facts", check.facts());
            checks.add(row);
        }
        fields.put("checks", checks);
        return fields;
    }

    private static Map<String, Object> damage(final Damage damage) {
        final Map<String, Object> row = new LinkedHashMap<>();
        row.put("code", damage.code().name());
        row.put("file", damage.file());
        row.put("position", damage.position());
        row.put("sequence", damage.sequence());
        row.put("message", damage.message());
        return row;
    }
}
