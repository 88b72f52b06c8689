package minidocker.engine.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Commands that were perhaps meant. */
final class Suggestions {
    private static final int FARTHEST = 2;

    private Suggestions() {}

    /** @param name that no command has, with its group if it has one */
    static List<String> of(String name) {
        int space = name.indexOf(' ');
        List<String> candidates = new ArrayList<>(space < 0 ? CommandTable.top() : CommandTable.of(name.substring(0, space)));
        List<String> close = new ArrayList<>();
        for (String candidate : candidates) {
            if (distance(name, candidate) <= Math.min(FARTHEST, name.length() / 3) || candidate.startsWith(name)) {
                close.add(candidate);
            }
        }
        close.sort(Comparator.comparingInt(candidate -> distance(name, candidate)));
        return close.subList(0, Math.min(3, close.size()));
    }

    /** How many letters to add, take away, change or swap with their neighbour (Damerau and Levenshtein). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
