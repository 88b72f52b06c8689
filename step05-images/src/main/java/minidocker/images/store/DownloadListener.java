package minidocker.images.store;

import java.time.Duration;

/** What happens to a blob on its way into the store. Calls come from the thread that downloads. */
public interface DownloadListener {
    DownloadListener SILENT = new DownloadListener() { };

    /** Bytes that are here, those of an earlier attempt included. */
    default void downloading(long bytes) {}

    /** The transfer broke; it goes on after this time. */
    default void retrying(Duration delay) {}
}
