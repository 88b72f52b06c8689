package minidocker.syscall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A program for a reader: before it runs, as a numbered table with the reasons and manual pages; afterwards, with what each call
 * returned.
 */
public final class ProgramTable {
    private static final int NARROWEST_COLUMN = 24;
    private static final int ROOM_FOR_A_COLUMN_OF_PAGES = 100;
    private static final String GAP = "  ";

    private final int width;

    /** @param width of the reader's screen in columns */
    public ProgramTable(int width) {
        this.width = width;
    }

    /** What will be called, why, and where to read on. */
    public String explain(SyscallProgram program) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"", "clone3", program.cloneFlags().value() == 0 ? "" : program.cloneFlags().toString(),
                program.cloneWhy(),
            Syscall.CLONE3.manPage()});
        List<Call> calls = program.calls();
        for (int first = 0, next; first < calls.size(); first = next) {
            Call call = calls.get(first);
            for (String label : program.labelsAt(first)) {
                rows.add(new String[] {"", label + ":", "", "", ""});
            }
            next = first + 1;
            while (next < calls.size() && program.labelsAt(next).isEmpty() && calls.get(next).syscall() == call.syscall()
                    && calls.get(next).why().equals(call.why())) {
                next++;
            }
            boolean several = next > first + 1;
            rows.add(new String[] {several ? first + 1 + "-" + next : first + 1 + "", call.syscall().toString(),
                several ? together(calls.subList(first, next)) : call.operands(), call.why(), call.syscall().manPage()});
        }
        return table(width < ROOM_FOR_A_COLUMN_OF_PAGES ? rows.stream().map(ProgramTable::withPageBehindWhy).toList() : rows, 2,
                3);
    }

    private static String[] withPageBehindWhy(String[] row) {
        return new String[] {row[0], row[1], row[2], row[3].isEmpty() ? "" : row[3] + "; " + row[4]};
    }

    /**
     * Several calls in a row that stand there for the same reason: what they have in common once, what differs one after the
     * other.
     */
    public static String together(List<Call> calls) {
        StringBuilder text = new StringBuilder();
        List<Argument> first = calls.get(0).arguments();
        for (int i = 0; i < first.size(); i++) {
            Set<String> values = new LinkedHashSet<>();
            for (Call call : calls) {
                values.add(call.arguments().get(i).operand().toString());
            }
            if (first.get(i).says()) {
                text.append(text.length() == 0 ? "" : " ").append(first.get(i).name()).append('=')
                        .append(String.join(", ", values));
            }
        }
        return text.toString();
    }

    /** What was called, and what it returned. Calls that were not reached are left out. */
    public String trace(List<TracedCall> trace) {
        return table(rows(trace), 2, 3);
    }

    /** The same to be kept, whatever screen it will be read on: a line each call, a tab between number, call, operands and result. */
    public static String lines(List<TracedCall> trace) {
        StringBuilder text = new StringBuilder();
        for (String[] row : rows(trace)) {
            text.append(Arrays.stream(row).map(cell -> cell.replaceAll("[\\t\\n]", " ")).collect(Collectors.joining("\t"))).append('\n');
        }
        return text.toString();
    }

    /** What {@link #lines} has kept, as {@link #trace} would show it. */
    public String trace(String lines) {
        return table(lines.lines().map(line -> line.split("\t", -1)).toList(), 2, 3);
    }

    private static List<String[]> rows(List<TracedCall> trace) {
        List<String[]> rows = new ArrayList<>();
        for (int i = 0; i < trace.size(); i++) {
            TracedCall call = trace.get(i);
            if (call.returned()) {
                rows.add(new String[] {call.number() + "", call.call().syscall().toString(), call.call().operands(), "= "
                        + result(call)});
            } else if (call.call().syscall() == Syscall.EXECVE && notStopped(trace, i)) {
                rows.add(new String[] {call.number() + "", call.call().syscall().toString(), call.call().operands(),
                        "= it runs"});
                break;
            }
        }
        return rows;
    }

    private static boolean notStopped(List<TracedCall> trace, int index) {
        return trace.subList(0, index).stream().noneMatch(call -> call.failed() && !call.call().mayFail());
    }

    private static String result(TracedCall call) {
        if (!call.failed()) {
            return Long.toString(call.result());
        }
        return call.call().failure(call.errno()) + (call.call().mayFail() ? ", and that is all right" : "");
    }

    /** Columns side by side; {@code first} and {@code second} share what the others leave of the width, and are wrapped. */
    private String table(List<String[]> rows, int first, int second) {
        int columns = rows.isEmpty() ? 0 : rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        if (columns > second) {
            int others = GAP.length() * (columns - 1);
            for (int i = 0; i < columns; i++) {
                others += i == first || i == second ? 0 : widths[i];
            }
            int shared = width - others;
            if (shared < 2 * NARROWEST_COLUMN && widths[first] + widths[second] > shared) {
                return stacked(rows, widths[0], second);
            }
            if (widths[first] + widths[second] > shared) {
                widths[first] = Math.min(widths[first], Math.max(shared / 2, shared - widths[second]));
                widths[second] = Math.min(widths[second], shared - widths[first]);
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            append(text, row, widths);
        }
        return text.toString();
    }

    /** On a narrow screen: what stands from the column {@code second} on comes below the rest, indented. */
    private String stacked(List<String[]> rows, int numbers, int second) {
        int[] above = {numbers, Math.max(width - numbers - GAP.length(), NARROWEST_COLUMN)};
        int[] below = {numbers, GAP.length(), Math.max(above[1] - 2 * GAP.length(), NARROWEST_COLUMN)};
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            append(text, new String[] {row[0], String.join(" ", Arrays.asList(row).subList(1, second)).strip()}, above);
            String rest = String.join(GAP, Arrays.asList(row).subList(second, row.length)).strip();
            if (!rest.isEmpty()) {
                append(text, new String[] {"", "", rest}, below);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String[] row, int[] widths) {
        List<List<String>> cells = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < row.length; i++) {
            cells.add(wrap(row[i], widths[i]));
            height = Math.max(height, cells.get(i).size());
        }
        for (int line = 0; line < height; line++) {
            StringBuilder one = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String cell = line < cells.get(i).size() ? cells.get(i).get(line) : "";
                boolean isNumber = i == 0;
                one.append(i == 0 ? "" : GAP);
                one.append(isNumber ? " ".repeat(widths[i] - cell.length()) + cell : cell
                        + " ".repeat(widths[i] - cell.length()));
            }
            text.append(one.toString().stripTrailing()).append('\n');
        }
    }

    /** Breaks at spaces where there are any, else behind a {@code |}, {@code /} or {@code ,}, else anywhere. */
    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int at = rest.lastIndexOf(' ', width);
            if (at <= 0) {
                for (at = width; at > 1 && "|/,".indexOf(rest.charAt(at - 1)) < 0; at--) {
                    continue;
                }
                at = at > 1 ? at : width;
            }
            lines.add(rest.substring(0, at).stripTrailing());
            rest = rest.substring(at).stripLeading();
        }
        lines.add(rest);
        return lines;
    }
}
