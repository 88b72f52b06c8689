package minidocker.images;

import java.util.ArrayList;
import java.util.List;
import minidocker.picture.Svg;

/**
 * An image as the tree of documents that it is: a manifest, and what it points to by digest.
 *
 * @param manifest the digest of the manifest's bytes
 * @param parts what it points to, the configuration first, then the layers, the lowest first
 */
public record ImagePicture(Digest manifest, List<Part> parts) {
    private static final int WIDTH = 720;
    private static final int BOX = 300;
    private static final int HEIGHT = 46;
    private static final int GAP = 12;
    private static final int TOP = 8;
    private static final int RIGHT = WIDTH - BOX - 8;
    private static final String MANIFEST = "rgba(70,130,200,.28)";
    private static final String CONFIG = "rgba(225,140,50,.28)";
    private static final String LAYER = "rgba(70,150,90,.28)";

    /** Something a manifest points to. */
    public record Part(String name, Descriptor descriptor) {}

    public ImagePicture {
        parts = List.copyOf(parts);
    }

    /** @param digest of the bytes that it was read from */
    public static ImagePicture of(Manifest manifest, Digest digest) {
        List<Part> parts = new ArrayList<>(List.of(new Part("configuration", manifest.config())));
        for (Descriptor layer : manifest.layers()) {
            parts.add(new Part("layer " + parts.size(), layer));
        }
        return new ImagePicture(digest, parts);
    }

    /** As SVG. */
    @Override
    public String toString() {
        int height = parts.size() * (HEIGHT + GAP) + 2 * TOP;
        double middle = (height - HEIGHT) / 2.0;
        Svg svg = new Svg(WIDTH, height);
        draw(svg, 8, middle, MANIFEST, "manifest", manifest.shortHex());
        double y = TOP;
        for (Part part : parts) {
            svg.line(8 + BOX, middle + HEIGHT / 2.0, RIGHT, y + HEIGHT / 2.0, Svg.INK);
            draw(svg, RIGHT, y, part.name.equals("configuration") ? CONFIG : LAYER, part.name + ", " + part.descriptor.size() + " bytes",
                    part.descriptor.digest().shortHex());
            y += HEIGHT + GAP;
        }
        return svg.toString();
    }

    private static void draw(Svg svg, double x, double y, String colour, String name, String digest) {
        svg.box(x, y, BOX, HEIGHT, colour).text(x + 10, y + 19, name, "start", "font-weight:bold")
                .text(x + 10, y + 37, digest + "...", "start", "font-family:monospace");
    }
}
