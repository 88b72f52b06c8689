package minidocker.engine.streams;

/**
 * What a client wants of a container's streams.
 *
 * @param stdin   what it sends goes to the process
 * @param logs    first what was logged until now
 * @param stream  then what comes from now on; without it the attachment ends after the log
 * @param keys    end the attachment, where the container has a terminal
 */
public record AttachOptions(boolean stdin, boolean stdout, boolean stderr, boolean logs, boolean stream, DetachKeys keys) {
    boolean wants(StandardStream output) {
        return output == StandardStream.STDOUT ? stdout : stderr;
    }
}
