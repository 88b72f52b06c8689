/**
 * Docker's Engine API as a server: HTTP/1.1 (RFC 9112) on a unix socket or on TCP with TLS, versions in paths, errors as
 * {@code {"message": ...}}, responses that stream, and connections that stop being HTTP (attach, exec). It knows no container and
 * no image: routes are {@link minidocker.engine.http.Handler}s in a {@link minidocker.engine.http.Router}.
 *
 * <p>A handler runs on a thread of its own and may block for as long as it likes. Writing blocks as soon as the client does not
 * read, so what a slow client costs is a thread and never more than a few buffers.
 */
package minidocker.engine.http;
