package minidocker.engine.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Filters;
import minidocker.images.DiffId;
import minidocker.images.inventory.Image;

/** Which containers a list shows: Docker's filters. Values of one filter are alternatives, except labels: all must be there. */
final class ContainerFilter {
    private static final Set<String> KNOWN = Set.of("ancestor", "before", "expose", "exited", "health", "id", "isolation",
            "is-task", "label", "name", "network", "publish", "since", "status", "volume");
    private static final int SHORT_ID = 12;
    private static final Set<String> STATES = Set.of("created", "restarting", "running", "removing", "paused", "exited", "dead");

    private final Engine engine;
    private final Filters filters;

    /** @throws Refusal BAD_PARAMETER, for a filter or a value that nobody knows */
    ContainerFilter(Engine engine, Filters filters) {
        this.engine = engine;
        this.filters = filters.only(KNOWN);
        for (String state : filters.get("status")) {
            if (!STATES.contains(state)) {
                throw new Refusal(Kind.BAD_PARAMETER, "invalid filter 'status=" + state + "'");
            }
        }
        for (String code : filters.get("exited")) {
            if (!code.matches("-?[0-9]{1,9}")) {
                throw new Refusal(Kind.BAD_PARAMETER, "invalid filter 'exited=" + code + "'");
            }
        }
    }

    /** True if it speaks of containers that do not run, so that a list without --all is to show them. */
    boolean looksAtStopped() {
        return filters.has("status") || filters.has("exited");
    }

    Predicate<Container> test() throws IOException {
        Predicate<Container> all = container -> labels(container.config().labels(), filters);
        all = all.and(any("id", (container, value) -> container.id().hex().startsWith(value)))
                .and(any("name", (container, value) -> named(container, value)))
                .and(any("status", (container, value) -> container.state().status().equals(value)))
                .and(any("health", (container, value) -> container.health().status().toString().equals(value)))
                .and(any("exited", (container, value) -> hasExited(container, Integer.parseInt(value))))
                .and(any("network", (container, value) -> isOn(container, value)))
                .and(any("volume", (container, value) -> engine.mounts(container).stream().anyMatch(
                        mount -> value.equals(mount.get("Destination")) || value.equals(mount.get("Name"))
                                || value.equals(mount.get("Source")))))
                .and(any("expose", (container, value) -> exposes(container, value)))
                .and(any("publish", ContainerFilter::publishes))
                .and(any("is-task", (container, value) -> value.equals("false")))
                .and(age("before", -1)).and(age("since", 1));
        return all.and(ancestor());
    }

    private interface Rule {
        boolean holds(Container container, String value);
    }

    private Predicate<Container> any(String filter, Rule rule) {
        List<String> values = filters.get(filter);
        return container -> values.isEmpty() || values.stream().anyMatch(value -> rule.holds(container, value));
    }

    /** {@code key} or {@code key=value}; each must be there, and none of {@code label!}. */
    static boolean labels(java.util.Map<String, String> labels, Filters filters) {
        return filters.get("label").stream().allMatch(wanted -> hasLabel(labels, wanted))
                && filters.get("label!").stream().noneMatch(wanted -> hasLabel(labels, wanted));
    }

    private static boolean hasLabel(java.util.Map<String, String> labels, String wanted) {
        String[] parts = wanted.split("=", 2);
        String value = labels.get(parts[0]);
        return value != null && (parts.length == 1 || value.equals(parts[1]));
    }

    private static boolean named(Container container, String value) {
        try {
            Pattern pattern = Pattern.compile(value);
            return pattern.matcher("/" + container.name()).find() || pattern.matcher(container.name()).find();
        } catch (PatternSyntaxException noPattern) {
            return container.name().contains(value);
        }
    }

    private static boolean hasExited(Container container, int code) {
        return !container.state().isRunning() && !container.state().status().equals("created")
                && container.state().past().exitCode() == code;
    }

    private boolean isOn(Container container, String network) {
        return container.networks().attachments().stream().anyMatch(one -> one.network().equals(network)
                || engine.networks().lookup(one.network()).filter(found -> found.id().equals(network)
                || network.length() >= SHORT_ID && found.id().startsWith(network)).isPresent());
    }

    /** {@code 80}, {@code 80/udp}, {@code 8000-8010/tcp}, of the ports in the container. */
    private static boolean publishes(Container container, String wanted) {
        String[] parts = wanted.split("/", 2);
        String[] range = parts[0].split("-", 2);
        if (!wanted.matches("[0-9]{1,5}(-[0-9]{1,5})?(/[a-z]+)?")) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid filter 'publish=" + wanted + "'");
        }
        return container.networks().ports().stream().anyMatch(port -> port.container().getPort() >= Integer.parseInt(range[0])
                && port.container().getPort() <= Integer.parseInt(range[range.length - 1])
                && port.transport().toString().equals(parts.length == 1 ? "tcp" : parts[1]));
    }

    private static boolean exposes(Container container, String port) {
        String wanted = port.contains("/") ? port : port + "/tcp";
        return container.config().exposedPorts().contains(wanted);
    }

    private Predicate<Container> age(String filter, int sign) {
        Optional<Container> other = filters.get(filter).stream().findFirst().map(engine.containers()::find);
        return container -> other.isEmpty() || Integer.signum(container.created().compareTo(other.get().created())) == sign;
    }

    /** Made of this image, or of one that was built on it: its layers begin with the other's. */
    private Predicate<Container> ancestor() throws IOException {
        List<String> values = filters.get("ancestor");
        if (values.isEmpty()) {
            return container -> true;
        }
        Predicate<Container> any = container -> false;
        List<Image> images = engine.images().all();
        for (String value : values) {
            Optional<Image> image = engine.images().lookup(value);
            if (image.isPresent()) {
                List<DiffId> layers = image.get().config().diffIds();
                List<String> descendants = images.stream().filter(one -> one.equals(image.get())
                        || one.config().diffIds().size() > layers.size()
                        && one.config().diffIds().subList(0, layers.size()).equals(layers)).map(one -> one.id().toString()).toList();
                any = any.or(container -> container.image().equals(image.get().id())
                        || descendants.contains(container.image().toString()));
            }
        }
        return any;
    }
}
