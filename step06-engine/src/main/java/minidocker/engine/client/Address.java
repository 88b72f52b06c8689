package minidocker.engine.client;

import java.nio.file.Path;
import java.util.Optional;
import minidocker.cli.UserError;

/** Where an engine listens, as {@code DOCKER_HOST} and {@code --host} say it. */
public sealed interface Address {
    int PORT = 2375;
    int TLS_PORT = 2376;

    /** {@code unix:///run/mini-docker/mini-docker.sock}. */
    record UnixSocket(Path path) implements Address {
        @Override
        public String toString() {
            return "unix://" + path;
        }
    }

    /**
     * {@code tcp://host:port}.
     *
     * @param tls how to prove who we are and who may answer; empty for a connection in the clear
     */
    record Tcp(String host, int port, Optional<TlsFiles> tls) implements Address {
        @Override
        public String toString() {
            return "tcp://" + authority();
        }

        String authority() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * {@code unix:///path}, {@code tcp://host[:port]}, or the host alone.
     *
     * @param tls files for TCP, if TLS is wanted
     */
    static Address parse(String text, Optional<TlsFiles> tls) {
        int scheme = text.indexOf("://");
        String rest = scheme < 0 ? text : text.substring(scheme + "://".length());
        switch (scheme < 0 ? "tcp" : text.substring(0, scheme)) {
            case "unix" -> {
                if (!rest.isEmpty()) {
                    return new UnixSocket(Path.of(rest));
                }
            }
            case "tcp", "http", "https" -> {
                return tcp(text, rest, tls);
            }
            case "ssh" -> throw new UserError("mini-docker cannot reach an engine over ssh: forward its socket (ssh -L) and name that as"
                    + " unix:///path", 1);
            default -> { }
        }
        throw invalid(text);
    }

    private static Address tcp(String text, String rest, Optional<TlsFiles> tls) {
        String authority = rest.replaceFirst("/.*$", "");
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon >= 0 && authority.indexOf(']', colon) < 0 && (authority.indexOf(':') == colon || authority.startsWith("["));
        String host = (hasPort ? authority.substring(0, colon) : authority).replaceAll("[\\[\\]]", "");
        String port = hasPort ? authority.substring(colon + 1) : String.valueOf(tls.isPresent() ? TLS_PORT : PORT);
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw invalid(text);
        }
        return new Tcp(host.isEmpty() ? "localhost" : host, Integer.parseInt(port), tls);
    }

    private static UserError invalid(String text) {
        return new UserError("Failed to initialize: unable to resolve docker endpoint: invalid bind address format: " + text, 1);
    }
}
