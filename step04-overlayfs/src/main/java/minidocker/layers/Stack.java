package minidocker.layers;

import java.util.ArrayList;
import java.util.List;

/**
 * A container's files before it ran and now, as layers that are open for reading; the uppermost first.
 *
 * @param before the layers; empty if nobody knows them
 * @param now the upper and the layers; or a single folder that a container had as a copy of its own
 */
public record Stack(List<Layer> before, List<Layer> now) implements AutoCloseable {
    public Stack {
        before = List.copyOf(before);
        now = List.copyOf(now);
    }

    public static Stack of(Layer upper, List<Layer> layers) {
        List<Layer> all = new ArrayList<>(List.of(upper));
        all.addAll(layers);
        return new Stack(layers, all);
    }

    /** An upper alone. */
    public boolean hasNoLayers() {
        return before.isEmpty();
    }

    public Layer top() {
        return now.get(0);
    }

    /** Tells each difference. */
    public void changes(Comparison.Listener listener) {
        Comparison.between(Node.root(before), Node.root(now), listener);
    }

    @Override
    public void close() {
        now.forEach(Layer::close);
        before.stream().filter(layer -> !now.contains(layer)).forEach(Layer::close);
    }
}
