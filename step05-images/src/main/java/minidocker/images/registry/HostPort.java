package minidocker.images.registry;

/**
 * A registry's address as it stands in a reference.
 *
 * @param host without the brackets of an IPv6 address
 * @param port -1 if not given
 */
record HostPort(String host, int port) {

    static HostPort parse(String text) {
        int colon = text.startsWith("[") ? text.indexOf("]:") + 1 : text.indexOf(':');
        String host = colon > 0 ? text.substring(0, colon) : text;
        int port = colon > 0 ? port(text, text.substring(colon + 1)) : -1;
        return new HostPort(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // The same sentence as for a number that is too large.
        }
        throw new minidocker.images.InvalidReference("\"" + text + "\" has no valid port: ports go from 1 to 65535");
    }

    /** As in a URI: brackets around IPv6, the port if there is one. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + (port < 0 ? "" : ":" + port);
    }
}
