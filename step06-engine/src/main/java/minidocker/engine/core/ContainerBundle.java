package minidocker.engine.core;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import minidocker.cgroups.Machine;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.User;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.runtime.Runtime;
import minidocker.engine.runtime.spec.CapabilitySets;
import minidocker.engine.runtime.spec.DefaultSpec;
import minidocker.engine.runtime.spec.Rlimit;
import minidocker.engine.runtime.spec.Spec;
import minidocker.engine.runtime.spec.SpecLinux;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.engine.runtime.spec.SpecProcess;
import minidocker.engine.runtime.spec.SpecRoot;
import minidocker.engine.runtime.spec.SpecUser;
import minidocker.images.container.ImageUsers;
import minidocker.json.JsonObject;
import minidocker.namespaces.Capability;
import minidocker.namespaces.Namespace;
import minidocker.namespaces.UserMaps;

/**
 * From what a client wants to what the runtime does: a container's configuration as an OCI specification.
 *
 * @param config     with the image's defaults in it
 * @param folder     of the container
 * @param users      of its files
 * @param mounts     of the user, with their sources on the host
 * @param links      variables that tell of other containers
 * @param containers to find those whose namespaces are shared
 */
record ContainerBundle(ContainerConfig config, ContainerId id, Path folder, ImageUsers users, List<SpecMount> mounts,
        List<String> links, ContainerStore containers) {

    Spec spec() {
        HostConfig host = config.host();
        boolean privileged = host.bool("Privileged");
        Spec spec = DefaultSpec.of(arguments(), config.hostname());
        Sharing sharing = new Sharing(host);
        return spec.with(process(spec.process(), privileged))
                .with(new SpecRoot(minidocker.engine.runtime.Bundle.MERGED, host.bool("ReadonlyRootfs")))
                .withHostname(sharing.withHost(Namespace.UTS) ? null : config.hostname(), domainname(sharing))
                .withMounts(mounts(sharing, privileged))
                .withAnnotations(annotations(host))
                .with(linux(spec.linux(), sharing, privileged));
    }

    private static Map<String, String> annotations(HostConfig host) {
        Map<String, String> annotations = new LinkedHashMap<>(host.map("Annotations"));
        if (host.bool("Init")) {
            annotations.put(Runtime.INIT, "true");
        }
        return annotations;
    }

    private String domainname(Sharing sharing) {
        return config.string("Domainname").isEmpty() || sharing.withHost(Namespace.UTS) ? null : config.string("Domainname");
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(config.entrypoint());
        arguments.addAll(config.cmd());
        return arguments;
    }

    private SpecProcess process(SpecProcess defaults, boolean privileged) {
        HostConfig host = config.host();
        User user = config.user().isEmpty() ? new User(0, 0) : user(config.user());
        List<Integer> groups = new ArrayList<>(user.groups());
        host.strings("GroupAdd").forEach(group -> groups.add(group(group)));
        String folder = config.workingDir().isEmpty() ? "/" : config.workingDir();
        return defaults.withCommand(arguments(), environment(user), folder)
                .with(new SpecUser(user.uid(), user.gid(), null, groups))
                .withTerminal(config.tty(), null)
                .with(CapabilitySets.docker(capabilities(host, privileged)))
                .withRlimits(rlimits(host))
                .withOomScoreAdj((int) host.number("OomScoreAdj"))
                .withNoNewPrivileges(host.strings("SecurityOpt").stream()
                        .anyMatch(option -> option.matches("no-new-privileges([:=]true)?")));
    }

    User user(String text) {
        try {
            return users.find(text);
        } catch (IllegalArgumentException unknown) {
            throw new Refusal(Kind.BAD_PARAMETER, unknown.getMessage().replace(" of the image", ""), unknown);
        }
    }

    private int group(String text) {
        try {
            return users.find("0:" + text).gid();
        } catch (IllegalArgumentException unknown) {
            throw new Refusal(Kind.BAD_PARAMETER, "unable to find group " + text + ": no matching entries in group file", unknown);
        }
    }

    /** The variables every container has, under those that the image and the user set. */
    List<String> environment(User user) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", ProcessSpec.DEFAULT_PATH);
        variables.put("HOSTNAME", config.hostname());
        if (config.tty()) {
            variables.put("TERM", "xterm");
        }
        for (String entry : links) {
            int equals = entry.indexOf('=');
            variables.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        for (String entry : config.env()) {
            int equals = entry.indexOf('=');
            if (equals < 0) {
                variables.remove(entry);
            } else {
                variables.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        variables.computeIfAbsent("HOME", name -> users.home(user));
        return variables.entrySet().stream().map(variable -> variable.getKey() + "=" + variable.getValue()).toList();
    }

    /** Dropping goes before adding where somebody does both, as with Docker; ALL is all that the kernel has. */
    static Set<Capability> capabilities(HostConfig host, boolean privileged) {
        if (privileged) {
            return EnumSet.allOf(Capability.class);
        }
        Set<Capability> added = named(host, "CapAdd");
        Set<Capability> dropped = named(host, "CapDrop");
        boolean all = host.strings("CapAdd").stream().anyMatch("ALL"::equalsIgnoreCase);
        boolean none = host.strings("CapDrop").stream().anyMatch("ALL"::equalsIgnoreCase);
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        capabilities.addAll(all ? EnumSet.allOf(Capability.class) : none ? Set.of() : DefaultSpec.CAPABILITIES);
        if (!none) {
            capabilities.removeAll(dropped);
        }
        if (!all) {
            capabilities.addAll(added);
        }
        return capabilities;
    }

    private static Set<Capability> named(HostConfig host, String field) {
        Set<Capability> named = EnumSet.noneOf(Capability.class);
        for (String name : host.strings(field)) {
            String upper = name.toUpperCase(Locale.ROOT);
            String full = upper.startsWith("CAP_") ? upper : "CAP_" + upper;
            if (!upper.equals("ALL")) {
                try {
                    named.add(Capability.valueOf(full));
                } catch (IllegalArgumentException unknown) {
                    throw new Refusal(Kind.BAD_PARAMETER, "invalid " + field + ": unknown capability: \"" + full + "\"", unknown);
                }
            }
        }
        return named;
    }

    private static List<Rlimit> rlimits(HostConfig host) {
        return host.objects("Ulimits").stream().map(one -> new Rlimit(
                "RLIMIT_" + FieldTable.string(one, "Name").toUpperCase(Locale.ROOT), FieldTable.number(one, "Soft"),
                FieldTable.number(one, "Hard"))).toList();
    }

    private List<SpecMount> mounts(Sharing sharing, boolean privileged) {
        HostConfig host = config.host();
        Map<String, SpecMount> all = new LinkedHashMap<>();
        long shm = host.number("ShmSize") == 0 ? HostConfig.SHM_BYTES : host.number("ShmSize");
        for (SpecMount mount : DefaultSpec.mounts(shm)) {
            boolean kernels = mount.destination().startsWith("/sys");
            all.put(mount.destination(), privileged && kernels ? writable(mount) : mount);
        }
        if (UserMaps.weAreInUserNamespace()) {
            hostsOwn(sharing, all);
        }
        sharedMemory(sharing, all);
        List<SpecMount> own = new ArrayList<>(List.of(
                file("/etc/resolv.conf", ContainerPaths.resolvConf(folder)),
                file("/etc/hostname", ContainerPaths.hostname(folder)),
                file("/etc/hosts", ContainerPaths.hosts(folder))));
        own.addAll(mounts);
        // What lies deeper is mounted later, or what lies above would hide it.
        own.sort(Comparator.comparingInt(mount -> Path.of(mount.destination()).getNameCount()));
        for (SpecMount mount : own) {
            all.remove(mount.destination());
            all.put(mount.destination(), mount);
        }
        return List.copyOf(all.values());
    }

    private static SpecMount file(String destination, Path source) {
        return new SpecMount(destination, "bind", source.toString(), List.of("rbind", "rprivate", "rw"));
    }

    private static SpecMount writable(SpecMount mount) {
        return new SpecMount(mount.destination(), mount.type(), mount.source(),
                mount.options().stream().map(option -> option.equals("ro") ? "rw" : option).toList());
    }

    /** What shows a namespace, only the namespace's owner may mount anew; for the host's that is not us. */
    private static void hostsOwn(Sharing sharing, Map<String, SpecMount> all) {
        List<String> bind = List.of("rbind", "rprivate", "nosuid", "nodev", "noexec");
        if (sharing.withHost(Namespace.NETWORK)) {
            all.put("/sys", new SpecMount("/sys", "bind", "/sys", Stream.concat(bind.stream(), Stream.of("ro")).toList()));
        }
        if (sharing.withHost(Namespace.PID)) {
            all.put("/proc", new SpecMount("/proc", "bind", "/proc", bind));
        }
    }

    private void sharedMemory(Sharing sharing, Map<String, SpecMount> all) {
        List<String> bind = List.of("rbind", "rprivate", "rw");
        String other = sharing.other(Namespace.IPC);
        if (sharing.withHost(Namespace.IPC)) {
            all.put("/dev/shm", new SpecMount("/dev/shm", "bind", "/dev/shm", bind));
            // Mounted anew it shows the queues of the IPC namespace, which is the host's; only who may not mount it takes the host's.
            if (UserMaps.weAreInUserNamespace()) {
                all.put("/dev/mqueue", new SpecMount("/dev/mqueue", "bind", "/dev/mqueue", bind));
            }
        } else if (!other.isEmpty()) {
            all.put("/dev/shm", new SpecMount("/dev/shm", "bind",
                    "/proc/" + Sharing.pid(containers, other, Namespace.IPC) + "/root/dev/shm", bind));
        } else if (config.host().string("IpcMode").equals("none")) {
            all.remove("/dev/shm");
        }
    }

    private SpecLinux linux(SpecLinux defaults, Sharing sharing, boolean privileged) {
        HostConfig host = config.host();
        List<HostDevice> devices = new ArrayList<>();
        if (privileged) {
            devices.addAll(HostDevice.all());
        }
        host.objects("Devices").forEach(device -> devices.addAll(HostDevice.at(
                Path.of(FieldTable.string(device, "PathOnHost")), FieldTable.string(device, "PathInContainer"))));
        return defaults.withNamespaces(sharing.namespaces(containers))
                .withDevices(devices.stream().map(HostDevice::spec).toList())
                .with(ContainerLimits.of(host, Machine.current()))
                .withSysctl(parameters(sharing))
                .withPaths(paths(host, "MaskedPaths", privileged, defaults.maskedPaths()),
                        paths(host, "ReadonlyPaths", privileged, defaults.readonlyPaths()));
    }

    private Map<String, String> parameters(Sharing sharing) {
        boolean ownNetwork = !sharing.withHost(Namespace.NETWORK) && sharing.other(Namespace.NETWORK).isEmpty();
        Map<String, String> parameters = new LinkedHashMap<>(ownNetwork ? DefaultSpec.NETWORK_SYSCTL : Map.of());
        parameters.putAll(config.host().map("Sysctls"));
        return parameters;
    }

    private static List<String> paths(HostConfig host, String field, boolean privileged, List<String> defaults) {
        return host.json().has(field) ? host.strings(field) : privileged ? List.of() : defaults;
    }
}
