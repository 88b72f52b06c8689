package minidocker.engine.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import minidocker.engine.Refusal;

/** The containers there are, by ID and by name. */
public final class ContainerStore {
    private final Map<String, Container> byId = new ConcurrentHashMap<>();
    private final Names names = new Names();

    /** All, the youngest first. */
    public List<Container> all() {
        List<Container> all = new ArrayList<>(byId.values());
        all.sort(java.util.Comparator.comparing(Container::created).reversed());
        return all;
    }

    /**
     * The one that is meant by a full ID, a name (with or without a slash in front), or the beginning of an ID, in this order.
     *
     * @throws Refusal NOT_FOUND, BAD_PARAMETER if several IDs begin so
     */
    public Container find(String reference) {
        return lookup(reference).orElseThrow(() -> new Refusal(Refusal.Kind.NOT_FOUND, "No such container: " + reference));
    }

    /** As {@link #find}, for who can do without. */
    public Optional<Container> lookup(String reference) {
        Container exact = byId.get(reference);
        if (exact != null) {
            return Optional.of(exact);
        }
        String name = reference.startsWith("/") ? reference.substring(1) : reference;
        Optional<Container> named = names.owner(name).map(id -> byId.get(id.hex()));
        if (named.isPresent() || reference.isEmpty()) {
            return named;
        }
        List<Container> found = byId.values().stream().filter(one -> one.id().hex().startsWith(reference)).toList();
        if (found.size() > 1) {
            throw new Refusal(Refusal.Kind.BAD_PARAMETER, "multiple IDs found with provided prefix: " + reference);
        }
        return found.stream().findFirst();
    }

    Names names() {
        return names;
    }

    void add(Container container) {
        byId.put(container.id().hex(), container);
    }

    void remove(Container container) {
        byId.remove(container.id().hex());
        names.release(container.name(), container.id());
    }
}
