package minidocker.layers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.picture.Svg;
import minidocker.syscall.Stat;

/**
 * Layers as a stack, seen from the side, with some files in them: which one of each shines through to the top, which are hidden
 * below another one, and which were deleted.
 *
 * @param files their paths, as columns
 * @param rows the uppermost layer first
 */
public record LayerPicture(List<String> files, List<Row> rows) {
    private static final int NAMES = 150;
    private static final int COLUMN = 118;
    private static final int HEIGHT = 34;
    private static final int GAP = 12;
    private static final String SEEN = "rgba(70,150,90,.35)";
    private static final String HIDDEN = "rgba(120,120,120,.15)";
    private static final String GONE = "rgba(214,69,65,.25)";
    private static final String LIGHT = "rgb(70,150,90)";

    /** What a layer says about a file. */
    public enum Kind {
        /** Here it is. */
        FILE,
        /** There is none any more, whatever the layers below say. */
        WHITEOUT
    }

    /** @param has nothing for a file of which the layer does not speak */
    public record Row(String name, Map<String, Kind> has) {
        public Row {
            has = Map.copyOf(has);
        }
    }

    public LayerPicture {
        files = List.copyOf(files);
        rows = List.copyOf(rows);
    }

    /**
     * Of layers as they lie on the disk, whether somebody has mounted them or not.
     *
     * @param names of the layers
     * @param topFirst as many
     * @param files relative, {@code etc/passwd}
     */
    public static LayerPicture of(List<String> names, List<Layer> topFirst, List<String> files) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < topFirst.size(); i++) {
            Map<String, Kind> has = new HashMap<>();
            for (String file : files) {
                Stat stat = topFirst.get(i).stat(file);
                if (stat != null) {
                    has.put(file, topFirst.get(i).isWhiteout(file, stat) ? Kind.WHITEOUT : Kind.FILE);
                }
            }
            rows.add(new Row(names.get(i), has));
        }
        return new LayerPicture(files, rows);
    }

    /** The layer from which a file shines through; empty if there is none, or it was deleted. */
    public Optional<String> seen(String file) {
        int row = decides(file);
        return row < rows.size() && rows.get(row).has.get(file) == Kind.FILE ? Optional.of(rows.get(row).name) : Optional.empty();
    }

    private int decides(String file) {
        int row = 0;
        while (row < rows.size() && !rows.get(row).has.containsKey(file)) {
            row++;
        }
        return row;
    }

    /** As SVG. */
    @Override
    public String toString() {
        int width = NAMES + files.size() * COLUMN + 10;
        Svg svg = new Svg(width, (rows.size() + 1) * (HEIGHT + GAP) + 10);
        svg.text(4, HEIGHT / 2.0 + 5, "the container sees", "start", "font-weight:bold");
        for (int row = 0; row < rows.size(); row++) {
            svg.box(NAMES - 4, top(row), width - NAMES, HEIGHT, "none")
                    .text(4, top(row) + HEIGHT / 2.0 + 5, rows.get(row).name, "start", "font-weight:bold");
        }
        for (int column = 0; column < files.size(); column++) {
            draw(column, svg);
        }
        return svg.toString();
    }

    private void draw(int column, Svg svg) {
        String file = files.get(column);
        double x = NAMES + column * COLUMN + 6;
        double middle = x + (COLUMN - 12) / 2.0;
        int decides = decides(file);
        boolean there = seen(file).isPresent();
        svg.text(middle, HEIGHT / 2.0 + 5, there ? file : "no " + file, "middle", there ? "font-weight:bold" : "opacity:.6");
        if (there) {
            svg.line(middle, HEIGHT / 2.0 + 10, middle, top(decides) + 4, LIGHT);
        }
        for (int row = 0; row < rows.size(); row++) {
            Kind kind = rows.get(row).has.get(file);
            if (kind != null) {
                String colour = row > decides ? HIDDEN : kind == Kind.FILE ? SEEN : GONE;
                svg.box(x, top(row) + 4, COLUMN - 12, HEIGHT - 8, colour)
                        .text(middle, top(row) + HEIGHT / 2.0 + 5, kind == Kind.FILE ? file : "whiteout", "middle",
                                row > decides ? "opacity:.6" : "");
            }
        }
    }

    private static double top(int row) {
        return (row + 1) * (HEIGHT + GAP);
    }
}
