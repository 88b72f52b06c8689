package minidocker.cli.template;

import java.util.ArrayList;
import java.util.List;

/**
 * Tabs become columns, as Go's text/tabwriter does it for Docker's tables: a cell is what a tab ends, a column is what
 * neighbouring lines have at the same place, and it is as wide as its widest cell and three spaces, ten at least for a listing. The text after
 * the last tab of a line belongs to no column.
 */
public final class Columns {
    private static final int MIN_WIDTH = 10;
    private static final int PADDING = 3;

    private final int minWidth;
    private final List<String[]> lines = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();

    private Columns(int minWidth) {
        this.minWidth = minWidth;
    }

    static String align(String text) {
        return align(text, MIN_WIDTH);
    }

    /** @param minWidth of a column, the space behind it included */
    public static String align(String text, int minWidth) {
        if (text.indexOf('\t') < 0) {
            return text;
        }
        Columns columns = new Columns(minWidth);
        for (String line : text.split("\n", -1)) {
            columns.lines.add(line.split("\t", -1));
        }
        columns.format(new ArrayList<>(), 0, columns.lines.size());
        columns.out.setLength(columns.out.length() - 1);
        return columns.out.toString();
    }

    /** Writes the lines; the first columns have these widths, and the next one is to be found. */
    private void format(List<Integer> widths, int from, int to) {
        int column = widths.size();
        int line = from;
        while (line < to) {
            if (cells(line) <= column) {
                write(line++, widths);
                continue;
            }
            int end = line;
            int width = minWidth;
            while (end < to && cells(end) > column) {
                width = Math.max(width, length(lines.get(end)[column]) + PADDING);
                end++;
            }
            widths.add(width);
            format(widths, line, end);
            widths.remove(widths.size() - 1);
            line = end;
        }
    }

    private int cells(int line) {
        return lines.get(line).length - 1;
    }

    private void write(int line, List<Integer> widths) {
        String[] cells = lines.get(line);
        for (int i = 0; i < cells.length; i++) {
            out.append(cells[i]);
            if (i < cells.length - 1) {
                out.append(" ".repeat(widths.get(i) - length(cells[i])));
            }
        }
        out.append('\n');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
