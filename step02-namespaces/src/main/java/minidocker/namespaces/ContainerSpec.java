package minidocker.namespaces;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import minidocker.chroot.ProcessSpec;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;

/**
 * What a container is to be. All of it is known before the first system call.
 *
 * @param rootfs where its files come from
 * @param process that it runs
 * @param namespaces that it has of its own
 * @param hostname or null for the host's
 * @param readOnly nothing in the root filesystem can be written
 * @param volumes of the host, in order
 * @param tmpfs folders in memory
 * @param terminal of its own
 * @param init a small process 1 in front of the program
 * @param timeOffset seconds that its monotonic and boot clocks are ahead, 0 for none
 * @param withinUserNamespace in one of its own, or in one that we are in ourselves: devices cannot be made there, and some
 *     filesystems not be mounted
 * @param ttyGroup group 5 is there, and terminals can be given to it
 * @param capabilities that root in it has
 * @param stopSignal number of the signal that asks it to end
 */
public record ContainerSpec(RootFilesystem rootfs, ProcessSpec process, Set<Namespace> namespaces, String hostname,
        boolean readOnly, List<Volume> volumes,
        List<Tmpfs> tmpfs, boolean terminal, boolean init, long timeOffset, boolean withinUserNamespace, boolean ttyGroup,
                Set<Capability> capabilities, int stopSignal) {

    /** One that ends by SIGTERM, as most do. */
    public ContainerSpec(RootFilesystem rootfs, ProcessSpec process, Set<Namespace> namespaces, String hostname, boolean readOnly,
            List<Volume> volumes, List<Tmpfs> tmpfs, boolean terminal, boolean init, long timeOffset, boolean withinUserNamespace,
            boolean ttyGroup, Set<Capability> capabilities) {
        this(rootfs, process, namespaces, hostname, readOnly, volumes, tmpfs, terminal, init, timeOffset, withinUserNamespace,
                ttyGroup, capabilities, Signal.SIGTERM.number());
    }

    /** The same with another one. */
    public ContainerSpec stoppedBy(int signal) {
        return new ContainerSpec(rootfs, process, namespaces, hostname, readOnly, volumes, tmpfs, terminal, init, timeOffset,
                withinUserNamespace, ttyGroup, capabilities, signal);
    }

    public ContainerSpec {
        namespaces = Set.copyOf(namespaces);
        volumes = List.copyOf(volumes);
        tmpfs = List.copyOf(tmpfs);
        capabilities = Set.copyOf(capabilities);
        need(hostname != null, Namespace.UTS, namespaces, "a hostname of its own", "--uts private");
        need(init, Namespace.PID, namespaces, "an init", "--pid private");
        need(timeOffset != 0, Namespace.TIME, namespaces, "a clock of its own", "--timens private");
        need(terminal || readOnly || !volumes.isEmpty() || !tmpfs.isEmpty(), Namespace.MOUNT, namespaces,
                "a terminal, a volume, a tmpfs or a read-only root",
                "--mountns private");
        if (namespaces.contains(Namespace.USER) && !withinUserNamespace) {
            throw new IllegalArgumentException("a container with a user namespace of its own is in one");
        }
        Set<String> destinations = new HashSet<>();
        Stream.concat(volumes.stream(), tmpfs.stream()).map(Attachment::destination)
                .filter(destination -> !destinations.add(destination)).findFirst().ifPresent(twice -> {
            throw new IllegalArgumentException("two mounts go to " + twice
                    + ", and the second would hide the first: leave one out");
        });
        if (hostname != null && (hostname.length() > 64 || !hostname.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?"))) {
            throw new IllegalArgumentException("the hostname " + hostname
                    + " is not one: letters, digits, dots and hyphens within, 64 at most");
        }
    }

    /** What {@code run} makes for who we are when nothing else is said: all namespaces but that of the clocks, and Docker's capabilities. */
    public static ContainerSpec usual(Path rootfs, String... command) {
        Set<Namespace> own = EnumSet.complementOf(EnumSet.of(Namespace.TIME, Namespace.USER));
        if (Linux.geteuid() != 0) {
            own.add(Namespace.USER);
        }
        return usual(rootfs, own, command);
    }

    /** The same with just these namespaces. */
    public static ContainerSpec usual(Path rootfs, Set<Namespace> own, String... command) {
        ProcessSpec process = new ProcessSpec(List.of(command), ProcessSpec.environment(List.of(), Map.of()), "/", null);
        boolean user = own.contains(Namespace.USER);
        return new ContainerSpec(new RootFilesystem.Folder(rootfs.toString()), process, own,
                own.contains(Namespace.UTS) ? "container" : null, false, List.of(), List.of(), false, false, 0,
                user || UserMaps.weAreInUserNamespace(), UserMaps.hasTtyGroup(user ? UserMaps.decide() : null), Capability.kept(false, own));
    }

    private static void need(boolean wanted, Namespace namespace, Set<Namespace> have, String what, String option) {
        if (wanted && !have.contains(namespace)) {
            throw new IllegalArgumentException(what + " needs a " + namespace.file()
                    + " namespace of its own: leave out the option that shares the host's, or say " + option);
        }
    }

    public boolean has(Namespace namespace) {
        return namespaces.contains(namespace);
    }
}
