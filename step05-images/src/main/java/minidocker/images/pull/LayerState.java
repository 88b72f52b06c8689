package minidocker.images.pull;

import java.time.Duration;

/** Where a layer is on its way. The words are Docker's. */
public sealed interface LayerState {

    record PullingFsLayer() implements LayerState {}

    record Waiting() implements LayerState {}

    /** @param total bytes of the compressed layer */
    record Downloading(long current, long total) implements LayerState {}

    record Retrying(Duration delay) implements LayerState {}

    record VerifyingChecksum() implements LayerState {}

    record DownloadComplete() implements LayerState {}

    /** @param current bytes of the compressed layer that are unpacked */
    record Extracting(long current, long total) implements LayerState {}

    record PullComplete() implements LayerState {}

    record AlreadyExists() implements LayerState {}

    default String words() {
        if (this instanceof Retrying retrying) {
            long seconds = Math.max(1, retrying.delay.toSeconds());
            return "Retrying in " + seconds + " second" + (seconds == 1 ? "" : "s");
        }
        return this instanceof PullingFsLayer ? "Pulling fs layer"
                : this instanceof Waiting ? "Waiting"
                : this instanceof Downloading ? "Downloading"
                : this instanceof VerifyingChecksum ? "Verifying Checksum"
                : this instanceof DownloadComplete ? "Download complete"
                : this instanceof Extracting ? "Extracting"
                : this instanceof PullComplete ? "Pull complete"
                : "Already exists";
    }
}
