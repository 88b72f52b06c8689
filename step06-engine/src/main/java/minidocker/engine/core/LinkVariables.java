package minidocker.engine.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the environment of a container tells of one that it is linked to, by Docker's names: {@code ALIAS_PORT_80_TCP_ADDR}.
 *
 * @param container name of the one that is told
 * @param alias     of the other
 * @param address   of the other
 */
record LinkVariables(String container, String alias, String address) {
    private static final Comparator<Port> IN_ORDER = Comparator.comparingInt(Port::number)
            .thenComparing(port -> port.protocol.equals("tcp") ? 0 : 1).thenComparing(Port::protocol);
    /** Each container has its own, and those of an image mean nothing to others. */
    private static final Set<String> ITS_OWN = Set.of("HOME", "PATH");
    private static final int FEWEST_OF_A_RANGE = 3;

    private record Port(int number, String protocol) {
        /** {@code 80/tcp}, {@code 80}; of a range each. */
        static List<Port> parse(String text) {
            int slash = text.indexOf('/');
            String protocol = slash < 0 ? "tcp" : text.substring(slash + 1);
            String[] range = (slash < 0 ? text : text.substring(0, slash)).split("-", 2);
            List<Port> ports = new ArrayList<>();
            for (int i = Integer.parseInt(range[0]); i <= Integer.parseInt(range[range.length - 1]); i++) {
                ports.add(new Port(i, protocol));
            }
            return ports;
        }
    }

    /**
     * @param exposed ports of the other: {@code 80/tcp}
     * @param env     of the other
     * @return {@code KEY=value}
     */
    List<String> of(List<String> exposed, List<String> env) {
        List<Port> ports = exposed.stream().filter(text -> text.matches("[0-9]{1,5}(-[0-9]{1,5})?(/[a-z]+)?")).map(Port::parse)
                .flatMap(List::stream).distinct().sorted(IN_ORDER).toList();
        String prefix = alias.toUpperCase(Locale.ROOT).replace('-', '_');
        List<String> variables = new ArrayList<>();
        if (!ports.isEmpty()) {
            variables.add(prefix + "_PORT=" + url(ports.get(0)));
        }
        ranges(prefix, ports, variables);
        for (Port port : ports) {
            String name = name(prefix, port);
            variables.add(name + "=" + url(port));
            variables.add(name + "_ADDR=" + address);
            variables.add(name + "_PORT=" + port.number);
            variables.add(name + "_PROTO=" + port.protocol);
        }
        variables.add(prefix + "_NAME=/" + container + "/" + alias);
        for (String entry : env) {
            int equals = entry.indexOf('=');
            if (equals > 0 && !ITS_OWN.contains(entry.substring(0, equals))) {
                variables.add(prefix + "_ENV_" + entry);
            }
        }
        return variables;
    }

    /** Where several follow each other, the first and the last. */
    private void ranges(String prefix, List<Port> ports, List<String> variables) {
        for (int from = 0, to; from < ports.size(); from = to) {
            Port first = ports.get(from);
            to = from + 1;
            while (to < ports.size() && ports.get(to).equals(new Port(first.number + to - from, first.protocol))) {
                to++;
            }
            if (to - from >= FEWEST_OF_A_RANGE) {
                Port last = ports.get(to - 1);
                String name = name(prefix, first);
                variables.add(name + "_START=" + url(first));
                variables.add(name + "_PORT_START=" + first.number);
                variables.add(name + "_END=" + url(last));
                variables.add(name + "_PORT_END=" + last.number);
            }
        }
    }

    private static String name(String prefix, Port port) {
        return prefix + "_PORT_" + port.number + "_" + port.protocol.toUpperCase(Locale.ROOT);
    }

    private String url(Port port) {
        return port.protocol + "://" + address + ":" + port.number;
    }
}
