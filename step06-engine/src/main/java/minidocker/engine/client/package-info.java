/**
 * A client of Docker's Engine API (HTTP/1.1, RFC 9112) over a unix socket, TCP or TLS, by hand on a SocketChannel.
 *
 * <p>Why not java.net.http: it speaks to no unix socket, cannot hand over the connection after an upgrade (attach, exec), and its
 * threads and classes would be a good part of the start of a command that asks one small question.
 */
package minidocker.engine.client;
