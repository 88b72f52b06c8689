package minidocker.picture;

import java.util.Locale;

/**
 * A drawing, made of boxes, lines and words. Lengths are CSS pixels, the origin is the top left corner.
 *
 * @see <a href="https://www.w3.org/TR/SVG2/">Scalable Vector Graphics 2</a>
 */
public final class Svg {
    /** Follows the page: dark on a light one, light on a dark one. */
    public static final String INK = "currentColor";

    private final StringBuilder content = new StringBuilder();
    private final int width;
    private final int height;

    public Svg(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** @param fill colour in CSS, {@code none} for an empty box */
    public Svg box(double x, double y, double wide, double high, String fill) {
        return add("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"5\" fill=\"%s\" stroke=\"%s\" stroke-opacity=\".55\"/>",
                number(x), number(y), number(wide), number(high), Html.escape(fill), INK);
    }

    /** Words that begin at x; y is their base line. */
    public Svg text(double x, double y, String words) {
        return text(x, y, words, "start", "");
    }

    /**
     * @param anchor {@code start}, {@code middle} or {@code end}: which part of the words is at x
     * @param style more CSS, such as {@code font-weight:bold}
     */
    public Svg text(double x, double y, String words, String anchor, String style) {
        return add("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\" style=\"%s\">%s</text>", number(x), number(y), anchor, INK,
                Html.escape(style), Html.escape(words));
    }

    public Svg line(double x1, double y1, double x2, double y2, String colour) {
        return add("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-width=\"1.5\"/>", number(x1), number(y1),
                number(x2), number(y2), Html.escape(colour));
    }

    /** A curve through points: {@code x,y x,y ...}. */
    public Svg curve(String points, String colour) {
        return add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", Html.escape(points),
                Html.escape(colour));
    }

    private Svg add(String element, Object... values) {
        content.append(String.format(Locale.ROOT, element, values)).append('\n');
        return this;
    }

    /** 12, not 12.0; 12.5. */
    public static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                + "style=\"max-width:100%%;font:13px sans-serif\">%n%s</svg>", width, height, width, height, content);
    }
}
