package minidocker.engine.cli.container;

import java.util.ArrayList;
import java.util.List;

/** One line of CSV (RFC 4180): quotes hold a field together, two of them inside are one. */
final class Csv {
    private Csv() {}

    static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append(line.charAt(++i));
            } else if (c == '"' && (quoted || field.length() == 0)) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("parse error on line 1, column " + (line.length() + 1)
                    + ": extraneous or missing \" in quoted-field");
        }
        fields.add(field.toString());
        return fields;
    }
}
