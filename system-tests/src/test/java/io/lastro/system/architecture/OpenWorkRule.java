package io.lastro.system.architecture;

import com.sun.source.tree.LiteralTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A comment that marks open work names its issue: {@code TODO(#12)} or {@code TODO #12}. */
final class OpenWorkRule {
    private static final Pattern MARK = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b(?!\\s*\\(?#\\d+)");

    private OpenWorkRule() {}

    static List<Finding> check(final Source source) {
        final List<Finding> findings = new ArrayList<>();
        final Matcher matcher = MARK.matcher(withoutLiterals(source));
        while (matcher.find()) {
            findings.add(new Finding(
                    source.file(), source.line(matcher.start()), matcher.group(1) + " without an issue number"));
        }
        return findings;
    }

    /** Same length as the text, with blanks in place of strings, so that a place found in it is a place in the file. */
    private static String withoutLiterals(final Source source) {
        final StringBuilder text = new StringBuilder(source.text());
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitLiteral(final LiteralTree literal, final Void unused) {
                final int start = (int) source.positions().getStartPosition(source.unit(), literal);
                final int end = (int) source.positions().getEndPosition(source.unit(), literal);
                for (int i = start; i < end; i++) {
                    text.setCharAt(i, ' ');
                }
                return super.visitLiteral(literal, unused);
            }
        }.scan(source.unit(), null);
        return text.toString();
    }
}
