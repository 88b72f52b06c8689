package minidocker.images.pull;

/** What a pull has to say. The same events become lines, a terminal's bars, or the JSON stream of the Engine API. */
public sealed interface PullEvent {

    /** A line of its own: {@code Digest: sha256:...}, {@code Status: Image is up to date for busybox:latest}. */
    record Line(String text) implements PullEvent {}

    /** The headline of a tag: {@code latest: Pulling from library/busybox}. */
    record Started(String id, String path) implements PullEvent {
        public String text() {
            return "Pulling from " + path;
        }
    }

    /** @param id twelve hex digits of the layer's digest */
    record Layer(String id, LayerState state) implements PullEvent {}
}
