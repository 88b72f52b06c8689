package minidocker.images.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import minidocker.cli.UserError;

/**
 * The proxy for each address, from HTTP_PROXY, HTTPS_PROXY and NO_PROXY (lower case too), read as Go's programs read them: this
 * machine itself is never reached through a proxy; an entry of NO_PROXY is {@code *}, a name (which means its subdomains too), a
 * name that begins with a dot (subdomains only), an address, a block of addresses, each with an optional port.
 */
final class EnvironmentProxies extends ProxySelector {
    private final Optional<Server> http;
    private final Optional<Server> https;
    private final List<String> exceptions;

    /** @param authorization value of a Proxy-Authorization header, or null */
    private record Server(Proxy proxy, String authorization) {}

    EnvironmentProxies(Map<String, String> environment) {
        http = server("HTTP_PROXY", environment);
        https = server("HTTPS_PROXY", environment);
        exceptions = List.of(value("NO_PROXY", environment).toLowerCase(Locale.ROOT).split("[,\\s]+"));
    }

    private static String value(String name, Map<String, String> environment) {
        String value = environment.getOrDefault(name, environment.getOrDefault(name.toLowerCase(Locale.ROOT), ""));
        return value.trim();
    }

    private static Optional<Server> server(String name, Map<String, String> environment) {
        String text = value(name, environment);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text.contains("://") ? text : "http://" + text);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
                String host = uri.getHost().startsWith("[") ? uri.getHost().substring(1, uri.getHost().length() - 1)
                        : uri.getHost();
                // Unresolved: the connection looks the name up, and a proxy that is not used need not exist.
                InetSocketAddress address = InetSocketAddress.createUnresolved(host, uri.getPort() < 0 ? 80 : uri.getPort());
                return Optional.of(new Server(new Proxy(Proxy.Type.HTTP, address), authorization(uri.getRawUserInfo())));
            }
        } catch (IllegalArgumentException e) {
            // The same sentence as for a scheme that we do not speak.
        }
        throw new UserError(name + " must be the address of an HTTP proxy, like http://proxy.example:3128, not \"" + text + "\"");
    }

    private static String authorization(String userInfo) {
        if (userInfo == null) {
            return null;
        }
        int colon = userInfo.indexOf(':');
        String user = URLDecoder.decode(colon < 0 ? userInfo : userInfo.substring(0, colon), StandardCharsets.UTF_8);
        String password = colon < 0 ? "" : URLDecoder.decode(userInfo.substring(colon + 1), StandardCharsets.UTF_8);
        return new Credentials.Password(user, password).basic();
    }

    private Optional<Server> server(URI uri) {
        Optional<Server> server = "https".equals(uri.getScheme()) ? https : http;
        return server.isPresent() && isDirect(uri) ? Optional.empty() : server;
    }

    /** The header that this URI's proxy wants, sent without being asked: a proxy that demands it would only demand it again. */
    Optional<String> authorization(URI uri) {
        return server(uri).map(Server::authorization);
    }

    @Override
    public List<Proxy> select(URI uri) {
        return List.of(server(uri).map(Server::proxy).orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // There is no second proxy to turn to; the caller gets the exception.
    }

    private boolean isDirect(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
        Optional<InetAddress> address = literal(host);
        if (host.equals("localhost") || address.map(InetAddress::isLoopbackAddress).orElse(false)) {
            return true;
        }
        return exceptions.stream().anyMatch(exception -> matches(exception, host, port, address));
    }

    private static boolean matches(String exception, String host, int port, Optional<InetAddress> address) {
        if (exception.equals("*")) {
            return true;
        }
        if (exception.indexOf('/') > 0) {
            return address.isPresent() && AddressBlock.parse(exception).contains(address.get());
        }
        String name = exception;
        int colon = exception.lastIndexOf(':');
        // Two colons without brackets are an IPv6 address, not a port.
        if (colon > 0 && (exception.indexOf(':') == colon || exception.startsWith("["))) {
            if (!exception.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            name = exception.substring(0, colon);
        }
        name = name.replaceAll("^\\[|]$", "").replaceFirst("^\\*\\.", ".");
        if (name.isEmpty()) {
            return false;
        }
        return name.startsWith(".") ? host.endsWith(name) : host.equals(name) || host.endsWith("." + name);
    }

    /** The address if the host is written as one; a name is not looked up. */
    private static Optional<InetAddress> literal(String host) {
        if (!host.matches("[0-9.]+") && host.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
