/**
 * Docker's Engine API as a server: HTTP/1.1 (RFC 9112) on a unix socket or on TCP with TLS, versions in paths, errors as
 * {@code {"message": ...}}, responses that stream, and connections that stop being HTTP (attach, exec). It knows no container and
 * no image: routes are {@link minidocker.engine.http.Handler}s in a {@link minidocker.engine.http.Router}.
 *
 * <p>A handler runs on a thread of its own and may block for as long as it likes. Writing blocks as soon as the client does not
 * read, and nothing is read from a client that nobody asked for: what a slow client costs is a thread and never more than a few
 * buffers.
 *
 * <h2>Why Netty</h2>
 * A server that answers one route on a unix socket, SerialGC, TieredStopAtLevel=1, on a busy machine, three runs each:
 *
 * <pre>
 *                 start, ms          PSS, MB      threads     start, ms          PSS, MB      threads
 *                 (JDK 17)                                    (JDK 25)
 * Netty 4.2.20    635  796  924        58           15        625  681  735        52           13
 * Jetty 12.0.32   543  996             60           20        818  974  997        60           18
 * </pre>
 *
 * That would not decide it; attach does. A client that does not ask for an upgrade gets 200 and raw bytes in both directions from
 * then on (as every Docker since 2013 does it), which Jetty has no way to say: it switches protocols after 101 only. Of Netty the
 * parser of requests, the event loops and TLS are used. Its channel for unix sockets is not: it takes the end of one half for the
 * end of the connection, see {@link minidocker.engine.http.UnixChannel}.
 */
package minidocker.engine.http;
