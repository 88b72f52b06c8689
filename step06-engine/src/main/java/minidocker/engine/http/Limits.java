package minidocker.engine.http;

import java.time.Duration;

// tag::limits[]
/**
 * What a client may ask of a server's memory and patience.
 *
 * @param connections  at once; who comes later is told 503
 * @param requestLine  bytes of method, path and query; longer ones are refused with 414
 * @param headers      bytes of all headers; more are refused with 431. Docker's clients send credentials in one
 * @param headerTime   from the beginning of a connection, or the first byte of a later request, to the end of the headers
 * @param idleTime     between two requests
 * @param jsonTime     for the whole of a JSON body; other bodies and streams may take for ever
 * @param jsonBytes    of a JSON body; longer ones are refused with 413
 */
public record Limits(int connections, int requestLine, int headers, Duration headerTime, Duration idleTime, Duration jsonTime,
                     int jsonBytes) {
    public static final Limits DEFAULT = new Limits(2000, 64 << 10, 256 << 10, Duration.ofSeconds(30), Duration.ofMinutes(5),
            Duration.ofMinutes(1), 16 << 20);
}
// end::limits[]
