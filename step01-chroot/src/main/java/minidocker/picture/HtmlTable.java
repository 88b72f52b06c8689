package minidocker.picture;

import java.util.ArrayList;
import java.util.List;

/** A table of HTML, a row after the other. Its cells are HTML already. */
public final class HtmlTable {
    private static final String CELL = "text-align:left;vertical-align:top;padding:.15em .7em;";

    private final List<String> rows = new ArrayList<>();

    /** @param names of the columns, as text */
    public HtmlTable(String... names) {
        StringBuilder head = new StringBuilder("<tr>");
        for (String name : names) {
            head.append("<th style=\"").append(CELL).append("\">").append(Html.escape(name)).append("</th>");
        }
        rows.add(head.append("</tr>").toString());
    }

    /** @param style of the whole row, in CSS; empty for none */
    public HtmlTable row(String style, String... cells) {
        StringBuilder row = new StringBuilder("<tr style=\"" + style + "\">");
        for (String cell : cells) {
            row.append("<td style=\"").append(CELL).append("\">").append(cell).append("</td>");
        }
        rows.add(row.append("</tr>").toString());
        return this;
    }

    @Override
    public String toString() {
        return "<table style=\"border-collapse:collapse\">" + String.join("\n", rows) + "</table>";
    }
}
