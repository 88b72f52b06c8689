package minidocker.cgroups;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Statistics as {@code docker stats} shows them. */
final class StatsTable {
    private static final String[] HEADINGS = {"CONTAINER ID", "NAME", "CPU %", "MEM USAGE / LIMIT", "MEM %", "NET I/O",
            "BLOCK I/O", "PIDS"};
    /** Docker has no such columns. */
    private static final String[] PRESSURE_HEADINGS = {"CPU STALL", "MEM STALL", "IO STALL"};
    private static final String[] RESOURCES = {"cpu", "memory", "io"};
    private static final int GAP = 3;

    private StatsTable() {}

    /**
     * A container at two moments.
     *
     * @param nanoseconds between them; 0 if there is no earlier one
     */
    record Row(GroupName name, Statistics before, Statistics now, long nanoseconds, NetworkTraffic network) {
        /** Of one processor: two that are used wholly are 200. */
        private double cpuPercent() {
            boolean known = nanoseconds > 0 && before.cpu() != null && now.cpu() != null;
            return known ? 100.0 * Math.max(0, now.cpu().total() - before.cpu().total()) / nanoseconds : 0;
        }

        String[] cells(MemorySize machine) {
            String[] cells = {name.id(), name.name().isEmpty() ? "--" : name.name(), percent(cpuPercent()), "-- / --", "--",
                Quantity.decimal(network.received()) + " / " + Quantity.decimal(network.sent()), "-- / --", "--"};
            Statistics.MemoryUse memory = now.memory();
            if (memory != null) {
                long limit = memory.limit() == MemoryLimits.UNLIMITED ? machine.bytes()
                        : Math.min(memory.limit(), machine.bytes());
                cells[3] = Quantity.binary(memory.used()) + " / " + Quantity.binary(limit);
                cells[4] = percent(limit == 0 ? 0 : 100.0 * memory.used() / limit);
            }
            if (now.io() != null) {
                cells[6] = Quantity.decimal(now.io().bytesRead()) + " / " + Quantity.decimal(now.io().bytesWritten());
            }
            if (now.tasks() != null) {
                cells[7] = Long.toString(now.tasks().current());
            }
            return cells;
        }

        /** What some, and what all of its tasks lost of the last ten seconds. */
        String[] pressureCells() {
            return Stream.of(RESOURCES).map(now.pressure()::get).map(pressure -> pressure == null ? "-- / --"
                    : percent(pressure.some().last10s()) + " / " + percent(pressure.full().last10s())).toArray(String[]::new);
        }

        private static String percent(double value) {
            return String.format(Locale.ROOT, "%.2f%%", value);
        }
    }

    /**
     * @param machine the memory that a container without a limit could have
     * @param pressure with three columns more
     */
    static String of(List<Row> rows, MemorySize machine, boolean pressure) {
        List<String[]> table = new ArrayList<>();
        table.add(pressure ? join(HEADINGS, PRESSURE_HEADINGS) : HEADINGS);
        rows.forEach(row -> table.add(pressure ? join(row.cells(machine), row.pressureCells()) : row.cells(machine)));
        int[] widths = new int[table.get(0).length];
        for (String[] cells : table) {
            for (int i = 0; i < cells.length; i++) {
                widths[i] = Math.max(widths[i], cells[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] cells : table) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.length; i++) {
                line.append(cells[i]).append(" ".repeat(widths[i] - cells[i].length() + GAP));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String[] join(String[] first, String[] second) {
        return Stream.of(first, second).flatMap(Stream::of).toArray(String[]::new);
    }
}
