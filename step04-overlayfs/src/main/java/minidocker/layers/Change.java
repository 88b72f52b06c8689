package minidocker.layers;

/**
 * One line of {@code docker diff}.
 *
 * @param path from the root, with a slash in front
 */
public record Change(Kind kind, String path) {
    /** Docker's letters: added, changed, deleted. */
    public enum Kind {
        A, C, D
    }

    @Override
    public String toString() {
        return kind + " " + path;
    }
}
