package minidocker.cgroups;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import minidocker.picture.Svg;

/**
 * What a group used over time, as a curve.
 *
 * @param title with the unit
 * @param points in the order of time
 * @param limit a line across, or NaN for none
 */
public record StatisticsPlot(String title, List<Point> points, double limit) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 240;
    private static final int LEFT = 60;
    private static final int TOP = 34;
    private static final int RIGHT = 16;
    private static final int BOTTOM = 30;
    private static final String CURVE = "rgb(60,130,210)";
    private static final String LIMIT = "rgb(214,69,65)";
    private static final double NANOS = 1e9;
    private static final double MEBIBYTE = 1 << 20;

    /** @param seconds since the beginning */
    public record Point(double seconds, double value) {}

    /** What a group had used at one time of {@link System#nanoTime()}. */
    public record Sample(long nanoTime, Statistics statistics) {
        /** Of now. */
        public static Sample of(Cgroup group) {
            return new Sample(System.nanoTime(), group.statistics());
        }
    }

    public StatisticsPlot {
        points = List.copyOf(points);
    }

    /**
     * Processor time between one sample and the next, in percent of one processor.
     *
     * @throws IllegalArgumentException if no processor time was counted
     */
    public static StatisticsPlot processor(List<Sample> samples, double limit) {
        List<Point> points = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            Sample from = samples.get(i - 1);
            Sample to = samples.get(i);
            double used = counted(to, statistics -> statistics.cpu() == null ? Double.NaN : statistics.cpu().total())
                    - counted(from, statistics -> statistics.cpu() == null ? Double.NaN : statistics.cpu().total());
            long passed = to.nanoTime - from.nanoTime;
            if (passed > 0) {
                points.add(new Point((to.nanoTime - samples.get(0).nanoTime) / NANOS, 100 * used / passed));
            }
        }
        return new StatisticsPlot("processor time, % of one processor", points, limit);
    }

    /** What is charged to the group, in MiB. */
    public static StatisticsPlot memory(List<Sample> samples, double limit) {
        List<Point> points = samples.stream().map(sample -> new Point((sample.nanoTime - samples.get(0).nanoTime) / NANOS,
                counted(sample, statistics -> statistics.memory() == null ? Double.NaN : statistics.memory().charged()) / MEBIBYTE)).toList();
        return new StatisticsPlot("memory, MiB", points, limit);
    }

    private static double counted(Sample sample, ToDoubleFunction<Statistics> what) {
        double value = what.applyAsDouble(sample.statistics);
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("nobody counts that for this group: its controller is missing");
        }
        return value;
    }

    /** As SVG. */
    @Override
    public String toString() {
        double most = points.stream().mapToDouble(Point::value).max().orElse(0);
        double top = roundUp(Math.max(most, Double.isNaN(limit) ? 0 : limit));
        double end = Math.max(points.stream().mapToDouble(Point::seconds).max().orElse(0), 1e-3);
        Svg svg = new Svg(WIDTH, HEIGHT).text(LEFT, 20, title, "start", "font-weight:bold");
        final int lines = 4;
        for (int i = 0; i <= lines; i++) {
            double value = top * i / lines;
            svg.line(LEFT, y(value, top), WIDTH - RIGHT, y(value, top), "rgba(128,128,128,.35)")
                    .text(LEFT - 8, y(value, top) + 4, Svg.number(value), "end", "");
            svg.text(x(end * i / lines, end), HEIGHT - 8, String.format(Locale.ROOT, "%.1f s", end * i / lines), "middle", "");
        }
        if (!Double.isNaN(limit)) {
            svg.line(LEFT, y(limit, top), WIDTH - RIGHT, y(limit, top), LIMIT)
                    .text(WIDTH - RIGHT - 4, y(limit, top) - 5, "limit", "end", "");
        }
        StringBuilder curve = new StringBuilder();
        for (Point point : points) {
            curve.append(curve.length() == 0 ? "" : " ").append(Svg.number(x(point.seconds, end))).append(',')
                    .append(Svg.number(y(point.value, top)));
        }
        return svg.curve(curve.toString(), CURVE).toString();
    }

    private static double x(double seconds, double end) {
        return LEFT + (WIDTH - LEFT - RIGHT - 20) * seconds / end;
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top;
    }

    /** 1, 2, 4 or 8 times a power of ten: a quarter of it is a round number, too. */
    static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1))));
        for (int times : new int[] {1, 2, 4, 8}) {
            if (value <= times * power) {
                return times * power;
            }
        }
        return 10 * power;
    }
}
