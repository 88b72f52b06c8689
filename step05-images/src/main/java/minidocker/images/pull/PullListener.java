package minidocker.images.pull;

/** Hears of a pull's events, one at a time, in the order in which they happen; several threads may call, never at once. */
public interface PullListener {
    PullListener SILENT = event -> { };

    void event(PullEvent event);
}
