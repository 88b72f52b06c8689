package minidocker.namespaces;

import java.util.ArrayList;
import java.util.List;
import minidocker.picture.Svg;

/**
 * Two processes and the namespaces they are in, drawn: a box around both where they share one, a box each where not. The number in
 * a box is the inode that nsfs gives the namespace, see namespaces(7).
 *
 * @param left the caption of one process, {@code right} that of the other
 * @param rows a kind each
 */
public record NamespacePicture(String left, String right, List<Row> rows) {
    private static final int WIDTH = 740;
    private static final int NAMES = 268;
    private static final int BOX = 215;
    private static final int GAP = 20;
    private static final int HEIGHT = 30;
    private static final int TOP = 34;
    private static final String SHARED = "rgba(120,120,120,.15)";
    private static final String LEFT = "rgba(70,130,200,.28)";
    private static final String RIGHT = "rgba(225,140,50,.28)";

    /**
     * A kind of namespace, and which ones of it the two are in.
     *
     * @param shows what it has a version of its own of
     * @param left inode, or null where the kernel has no such namespaces
     */
    public record Row(String kind, String shows, String left, String right) {
        boolean isShared() {
            return left != null && left.equals(right);
        }
    }

    public NamespacePicture {
        rows = List.copyOf(rows);
    }

    /** Of two living processes. */
    public static NamespacePicture of(int left, int right) {
        List<Row> rows = new ArrayList<>();
        for (Namespace kind : Namespace.values()) {
            rows.add(new Row(kind.file(), kind.shows(), kind.inodeOf(left), kind.inodeOf(right)));
        }
        return new NamespacePicture("process " + left, "process " + right, rows);
    }

    /** The kinds of which both have the same. */
    public List<String> shared() {
        return rows.stream().filter(Row::isShared).map(Row::kind).toList();
    }

    /** As SVG. */
    @Override
    public String toString() {
        Svg svg = new Svg(WIDTH, TOP + rows.size() * (HEIGHT + 6) + 6);
        double middleLeft = NAMES + BOX / 2.0;
        double middleRight = middleLeft + BOX + GAP;
        svg.text(middleLeft, 20, left, "middle", "font-weight:bold").text(middleRight, 20, right, "middle", "font-weight:bold");
        double y = TOP;
        for (Row row : rows) {
            double line = y + HEIGHT / 2.0 + 5;
            svg.text(4, line, row.kind, "start", "font-weight:bold").text(60, line, row.shows, "start", "font-size:11px");
            if (row.isShared()) {
                svg.box(NAMES, y, 2 * BOX + GAP, HEIGHT, SHARED)
                        .text(NAMES + BOX + GAP / 2.0, line, row.left + " shared", "middle", "");
            } else {
                svg.box(NAMES, y, BOX, HEIGHT, LEFT).text(middleLeft, line, shown(row.left), "middle", "")
                        .box(NAMES + BOX + GAP, y, BOX, HEIGHT, RIGHT).text(middleRight, line, shown(row.right), "middle", "");
            }
            y += HEIGHT + 6;
        }
        return svg.toString();
    }

    private static String shown(String inode) {
        return inode == null ? "this kernel has none" : inode;
    }
}
