package minidocker.engine.cli.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import minidocker.cli.UserError;
import minidocker.engine.cli.FileTrouble;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;
import minidocker.json.Json;
import minidocker.json.MalformedJson;

/** What the container shares with the host, and what it may do. */
final class IsolationFlags {
    private final Flag<Boolean> privileged;
    private final Flag<List<String>> capAdd;
    private final Flag<List<String>> capDrop;
    private final Flag<List<String>> groups;
    private final Flag<List<String>> security;
    private final Flag<List<String>> sysctls;
    private final Flag<String> pid;
    private final Flag<String> ipc;
    private final Flag<String> uts;
    private final Flag<String> userns;
    private final Flag<String> cgroupns;
    private final Flag<String> isolation;

    IsolationFlags(Flags flags) {
        privileged = flags.toggle("privileged", "", "Give extended privileges to this container");
        capAdd = flags.list("cap-add", "", "Add Linux capabilities");
        capDrop = flags.list("cap-drop", "", "Drop Linux capabilities");
        groups = flags.list("group-add", "", "Add additional groups to join");
        security = flags.list("security-opt", "", "Security Options");
        sysctls = flags.list("sysctl", "", "map", "Sysctl options", IsolationFlags::sysctl);
        pid = flags.text("pid", "", "PID namespace to use");
        ipc = flags.text("ipc", "", "IPC mode to use");
        uts = flags.text("uts", "", "UTS namespace to use");
        userns = flags.text("userns", "", "User namespace to use");
        cgroupns = flags.text("cgroupns", "", "Cgroup namespace to use (host|private)");
        isolation = flags.text("isolation", "", "Container isolation technology").hidden();
    }

    private static String sysctl(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        boolean known = name.startsWith("net.") || name.startsWith("fs.mqueue.")
                || name.matches("kernel\\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)");
        if (equals < 0 || !known) {
            throw new IllegalArgumentException("sysctl '" + text + "' is not allowed");
        }
        return text;
    }

    void addTo(Map<String, Object> host) {
        if (!pid.get().matches("|host|container:.+")) {
            throw new UserError("--pid: invalid PID mode");
        }
        if (!uts.get().matches("|host")) {
            throw new UserError("--uts: invalid UTS mode");
        }
        if (!userns.get().matches("|host")) {
            throw new UserError("--userns: invalid USER mode");
        }
        if (!cgroupns.get().matches("|host|private")) {
            throw new UserError("--cgroupns: invalid CGROUP mode");
        }
        Set<String> dropped = capabilities(capDrop.get());
        Set<String> added = capabilities(capAdd.get());
        if (added.contains("ALL")) {
            added = new TreeSet<>(Set.of("ALL"));
        }
        if (dropped.contains("ALL")) {
            dropped = new TreeSet<>(Set.of("ALL"));
        } else {
            dropped.removeAll(added);
        }
        host.put("CapAdd", added.isEmpty() ? null : added);
        host.put("CapDrop", dropped.isEmpty() ? null : dropped);
        host.put("CgroupnsMode", cgroupns.get());
        host.put("GroupAdd", groups.isChanged() ? groups.get() : null);
        host.put("IpcMode", ipc.get());
        host.put("PidMode", pid.get());
        host.put("Privileged", privileged.get());
        security(host);
        host.put("UTSMode", uts.get());
        host.put("UsernsMode", userns.get());
        if (sysctls.isChanged()) {
            host.put("Sysctls", Pairs.of(sysctls.get()));
        }
        if (!isolation.get().isEmpty()) {
            host.put("Isolation", isolation.get());
        }
    }

    private static Set<String> capabilities(List<String> given) {
        Set<String> names = new TreeSet<>();
        for (String one : given) {
            String name = one.strip().toUpperCase(Locale.ROOT);
            names.add(name.equals("ALL") || name.startsWith("CAP_") ? name : "CAP_" + name);
        }
        return names;
    }

    /** A seccomp profile travels with the request: the engine may be elsewhere. */
    private void security(Map<String, Object> host) {
        List<String> options = new ArrayList<>();
        for (String option : security.get()) {
            String normal = option.indexOf('=') < 0 && option.indexOf(':') >= 0 ? option.replaceFirst(":", "=") : option;
            if (normal.startsWith("seccomp=") && !normal.equals("seccomp=unconfined") && !normal.equals("seccomp=builtin")) {
                options.add("seccomp=" + profile(normal.substring("seccomp=".length())));
            } else if (normal.equals("systempaths=unconfined")) {
                host.put("MaskedPaths", List.of());
                host.put("ReadonlyPaths", List.of());
            } else {
                options.add(option);
            }
        }
        host.put("SecurityOpt", options.isEmpty() ? null : options);
    }

    private static String profile(String file) {
        try {
            return Json.compact(Json.parse(Files.readAllBytes(Path.of(file))));
        } catch (MalformedJson e) {
            throw new UserError("compacting json for seccomp profile (" + file + ") failed: " + e.getMessage());
        } catch (IOException e) {
            throw new UserError("opening seccomp profile (" + file + ") failed: " + FileTrouble.sentence(e));
        }
    }
}
