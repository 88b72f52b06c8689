package minidocker.engine.cli.container;

import java.util.ArrayList;
import java.util.List;
import minidocker.cli.UserError;

/**
 * One of {@code --publish [ip:][hostPort:]port[/protocol]}.
 *
 * @param inside port and protocol: {@code 80/tcp}
 * @param hostAddress empty for all
 * @param hostPort empty for any that is free; a range to choose from
 */
record PublishedPort(String inside, String hostAddress, String hostPort) {

    /** A range, {@code 8000-8010:80-90}, is several ports. */
    static List<PublishedPort> parse(String text) {
        int slash = text.indexOf('/');
        String protocol = slash < 0 ? "tcp" : text.substring(slash + 1).toLowerCase(java.util.Locale.ROOT);
        String rest = slash < 0 ? text : text.substring(0, slash);
        int last = rest.lastIndexOf(':');
        String inside = rest.substring(last + 1);
        String before = last < 0 ? "" : rest.substring(0, last);
        int address = before.lastIndexOf(':');
        String hostPort = before.substring(address + 1);
        String hostAddress = address < 0 ? "" : before.substring(0, address).replaceAll("^\\[(.*)\\]$", "$1");
        if (inside.isEmpty()) {
            throw new UserError("no port specified: " + text + "<empty>");
        }
        if (!hostAddress.isEmpty() && !NetworkFlags.isAddress(hostAddress)) {
            throw new UserError("invalid IP address: " + hostAddress);
        }
        if (!protocol.matches("tcp|udp|sctp")) {
            throw new UserError("invalid proto: " + protocol);
        }
        int[] ports = range(inside, "containerPort");
        int[] outside = hostPort.isEmpty() ? null : range(hostPort, "hostPort");
        boolean choice = outside != null && ports[0] == ports[1];
        if (outside != null && !choice && outside[1] - outside[0] != ports[1] - ports[0]) {
            throw new UserError("invalid ranges specified for container and host Ports: " + inside + " and " + hostPort);
        }
        List<PublishedPort> all = new ArrayList<>();
        for (int port = ports[0]; port <= ports[1]; port++) {
            all.add(new PublishedPort(port + "/" + protocol, hostAddress,
                    outside == null ? "" : choice ? hostPort : String.valueOf(outside[0] + port - ports[0])));
        }
        return all;
    }

    private static int[] range(String text, String what) {
        String[] ends = text.split("-", -1);
        if (ends.length > 2 || !ends[0].matches("[0-9]{1,5}") || !ends[ends.length - 1].matches("[0-9]{1,5}")) {
            throw new UserError("invalid " + what + ": " + text);
        }
        int from = Integer.parseInt(ends[0]);
        int to = Integer.parseInt(ends[ends.length - 1]);
        if (from > to || to > 65535) {
            throw new UserError("invalid " + what + ": " + text);
        }
        return new int[] {from, to};
    }
}
