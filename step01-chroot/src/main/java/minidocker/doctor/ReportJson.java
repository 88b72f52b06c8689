package minidocker.doctor;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The findings for a program:
 * {@code {"runs": true, "findings": [{"name": "...", "state": "ok|limited|missing", "essential": true, "found": "...", "neededFor": "...", "remedy": "..."}]}}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
final class ReportJson {
    private ReportJson() {}

    static String of(List<Finding> findings) {
        return "{\n  \"runs\": " + findings.stream().noneMatch(Finding::stopsEverything) + ",\n  \"findings\": ["
                + findings.stream().map(ReportJson::object).collect(Collectors.joining(",\n    ", "\n    ", "\n  ")) + "]\n}\n";
    }

    private static String object(Finding finding) {
        return "{\"name\": " + string(finding.name()) + ", \"state\": " + string(finding.state().toString()) + ", \"essential\": "
                + finding.essential()
                + ", \"found\": " + string(finding.found()) + ", \"neededFor\": " + string(finding.neededFor()) + ", \"remedy\": "
                + string(finding.remedy()) + "}";
    }

    /**
     * Section 7: the quotation mark, the backslash and what is below U+0020 may not stand for themselves. Half a surrogate pair
     * is no character either.
     */
    static String string(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.codePoints().forEach(character -> {
            switch (character) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                default -> {
                    boolean forbidden = character < 0x20 || character >= Character.MIN_SURROGATE
                            && character <= Character.MAX_SURROGATE;
                    if (forbidden) {
                        json.append(String.format("\\u%04x", character));
                    } else {
                        json.appendCodePoint(character);
                    }
                }
            }
        });
        return json.append('"').toString();
    }
}
