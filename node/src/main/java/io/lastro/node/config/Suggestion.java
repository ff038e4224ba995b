package io.lastro.node.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finds what someone may have meant by a word that is not known. */
public final class Suggestion {
    private static final int LONGEST_WORD = 64;

    private Suggestion() {}

    /**
     * A question to put behind an error, such as {@code , did you mean net.port?}, or an empty text when nothing known
     * is near.
     */
    public static String question(final String unknown, final Collection<String> known) {
        final List<String> near = nearest(unknown, known);
        return near.isEmpty() ? "" : ", did you mean " + String.join(" or ", near) + "?";
    }

    /** The known words with the smallest distance, when that is small for the word's length; else none. */
    static List<String> nearest(final String unknown, final Collection<String> known) {
        final List<String> sameLeaf = new ArrayList<>();
        for (final String word : known) {
            if (word.endsWith("." + unknown) || unknown.endsWith("." + word)) {
                sameLeaf.add(word);
            }
        }
        if (!sameLeaf.isEmpty()) {
            return sameLeaf;
        }
        int best = Math.max(1, Math.min(unknown.length(), LONGEST_WORD) / 3);
        final List<String> found = new ArrayList<>();
        for (final String word : known) {
            final int distance = distance(unknown, word);
            if (distance < best) {
                found.clear();
            }
            if (distance <= best) {
                best = distance;
                found.add(word);
            }
        }
        return found;
    }

    /** Least number of inserted, removed, replaced or swapped neighbouring characters between two words. */
    static int distance(final String left, final String right) {
        if (left.length() > LONGEST_WORD || right.length() > LONGEST_WORD) {
            return Integer.MAX_VALUE;
        }
        final int[][] cost = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                final int replace = cost[i - 1][j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[left.length()][right.length()];
    }
}
