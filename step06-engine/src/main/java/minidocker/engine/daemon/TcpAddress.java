package minidocker.engine.daemon;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import minidocker.cli.UserError;

/** {@code tcp://HOST:PORT} as an address to listen on. */
final class TcpAddress {
    private static final Pattern FORM = Pattern.compile("tcp://(\\[[0-9a-fA-F:.]+]|[^:/\\[\\]]*)(?::([0-9]{1,5}))?/?");
    /** Docker's, without and with TLS. */
    private static final int PORT = 2375;
    private static final int TLS_PORT = 2376;

    private TcpAddress() {}

    /** Without a host it is this machine alone; without a port Docker's. */
    static InetSocketAddress parse(String text, boolean tls) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || parts.group(2) != null && Integer.parseInt(parts.group(2)) > 65535) {
            throw new UserError("invalid address " + text + ": write tcp://HOST:PORT, for example tcp://127.0.0.1:2376");
        }
        String host = parts.group(1).replaceAll("[\\[\\]]", "");
        int port = parts.group(2) == null ? tls ? TLS_PORT : PORT : Integer.parseInt(parts.group(2));
        InetSocketAddress address = new InetSocketAddress(host.isEmpty() ? "127.0.0.1" : host, port);
        if (address.isUnresolved()) {
            throw new UserError("there is no host " + host + " to listen on");
        }
        return address;
    }
}
