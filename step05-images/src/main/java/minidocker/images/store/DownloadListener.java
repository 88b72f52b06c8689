package minidocker.images.store;

import java.time.Duration;

/** What happens to a blob on its way into the store. Calls come from the thread that downloads, unless said. */
public interface DownloadListener {
    DownloadListener SILENT = new DownloadListener() { };

    /** Bytes that are here, those of an earlier attempt included. */
    default void downloading(long bytes) {}

    /** All bytes are here, and are those that were asked for. */
    default void verified() {}

    /** How many of the blob's bytes have been made use of; told only once all are here. Comes from another thread. */
    default void reading(long bytes) {}

    /** The transfer broke; it goes on after this time. */
    default void retrying(Duration delay) {}
}
