package minidocker.images.pull;

import java.util.HashMap;
import java.util.Map;

/** Lets one event through at a time, and of a layer's progress no more than a terminal can show. */
final class SerialListener implements PullListener {
    private static final long INTERVAL_NANOS = 100_000_000;

    private final PullListener next;
    private final Map<String, Long> lastProgress = new HashMap<>();

    SerialListener(PullListener next) {
        this.next = next;
    }

    @Override
    public synchronized void event(PullEvent event) {
        if (event instanceof PullEvent.Layer layer
                && (layer.state() instanceof LayerState.Downloading || layer.state() instanceof LayerState.Extracting)) {
            long now = System.nanoTime();
            // The first of a kind is always let through.
            String kind = layer.id() + layer.state().words();
            Long last = lastProgress.get(kind);
            if (last != null && now - last < INTERVAL_NANOS) {
                return;
            }
            lastProgress.put(kind, now);
        }
        next.event(event);
    }
}
