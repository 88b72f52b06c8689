package minidocker.engine.network.kernel;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.firewall.FirewallChoice;
import minidocker.syscall.SyscallProgram;

/**
 * What the kernel and the firewall do for networks: bridges, cables, published ports. Knows no network, no endpoint and no
 * container but by what it is told; the truth about those is the caller's, on his disk. All methods may be called by any thread;
 * a failure is a {@link minidocker.engine.Refusal} with one sentence.
 */
public final class KernelNetworks implements AutoCloseable {
    private final EngineMark mark;

    /**
     * @param runFolder of the engine, see {@link EngineMark}
     * @param notices   hears a sentence when something of the host is changed that others may care for: forwarding is switched on,
     *     for example
     */
    public KernelNetworks(Path runFolder, FirewallChoice choice, Consumer<String> notices) {
        mark = EngineMark.of(runFolder);
    }

    public EngineMark mark() {
        return mark;
    }

    /**
     * To be called once, before anything else, by an engine that comes after another: makes the kernel look as it should. Bridges
     * that are missing are made, interfaces of ours that belong to none of these are removed, ports are held again and the rules
     * of the firewall written anew.
     *
     * @param bridges   that are to be
     * @param endpoints ids of those whose containers live: their cables stay
     * @param ports     published, by the id of the endpoint
     * @return sentences about what could not be had again: a port that somebody took meanwhile
     */
    public List<String> restore(Collection<Bridge> bridges, Collection<String> endpoints, Map<String, List<PublishedPort>> ports) {
        throw new UnsupportedOperationException();
    }

    /** Makes a bridge, gives it its addresses, sets it up, and writes its rules. One that is there already is taken as it is. */
    public void create(Bridge bridge) {
        throw new UnsupportedOperationException();
    }

    /** Takes a bridge and its rules away; one that is gone already is no error. */
    public void remove(Bridge bridge) {
        throw new UnsupportedOperationException();
    }

    /**
     * Lays a cable between a bridge and the network namespace of a process, and gives its inner end address and routes.
     *
     * @param pid a process in that namespace, which does not end meanwhile
     * @return the calls that did it and what they returned, as a table
     */
    public String connect(Cable cable, int pid) {
        throw new UnsupportedOperationException();
    }

    /** What {@link #connect} would call; nothing is done. */
    public SyscallProgram program(Cable cable) {
        throw new UnsupportedOperationException();
    }

    /** Takes a cable away, both its ends; one that is gone already is no error. */
    public void disconnect(String endpoint) {
        throw new UnsupportedOperationException();
    }

    /**
     * Publishes ports of a container: holds each on the host, so that nobody else takes it, and lets the firewall (and for what that
     * cannot do, the forwarder) lead it to the container. All or none.
     *
     * @param addresses of the container on that bridge
     * @return what was published: for a request without a host address one of each family that the host has
     * @throws minidocker.engine.Refusal FAILED "Bind for 0.0.0.0:8080 failed: port is already allocated"
     */
    public List<PublishedPort> publish(String endpoint, String bridge, List<Cidr> addresses, List<PortRequest> requests) {
        throw new UnsupportedOperationException();
    }

    /** Takes an endpoint's ports back; without any it does nothing. */
    public void unpublish(String endpoint) {
        throw new UnsupportedOperationException();
    }

    /** Where the host's routes lead, the default routes left out: no network of ours may overlap these. */
    public List<Cidr> routes() {
        throw new UnsupportedOperationException();
    }

    /** The engine leaves: ports are not held any more. Containers, their cables and the rules stay. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
