package minidocker.layers;

/** The names that stand for deletions in a layer archive. */
final class Whiteouts {
    static final String PREFIX = ".wh.";
    static final String OPAQUE = ".wh..wh..opq";
    /** Of AUFS, which invented all this: its own notes, of no meaning to others. */
    static final String NOTES = ".wh..wh.";

    private Whiteouts() {}
}
