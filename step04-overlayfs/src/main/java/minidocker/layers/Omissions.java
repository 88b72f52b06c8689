package minidocker.layers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What had to be left out, in a sentence for each reason and not for each file. */
final class Omissions {
    private static final class Seen {
        private final String first;
        private long count;

        Seen(String first) {
            this.first = first;
        }
    }

    private final Map<String, Seen> byReason = new LinkedHashMap<>();

    /** @param reason "sockets: no archive can hold one" */
    void add(String reason, String path) {
        byReason.computeIfAbsent(reason, unused -> new Seen(path)).count++;
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        byReason.forEach((reason, seen) -> sentences.add("left out " + reason + " (/" + seen.first
                + (seen.count > 1 ? " and " + (seen.count - 1) + " more" : "") + ")"));
        return sentences;
    }
}
