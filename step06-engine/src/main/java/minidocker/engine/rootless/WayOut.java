package minidocker.engine.rootless;

import static minidocker.syscall.MountCalls.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.FileCalls;
import minidocker.syscall.MountFlag;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Operand.ResultOf;
import minidocker.syscall.ProcessCalls;
import minidocker.syscall.SyscallProgram;

/**
 * The tool that leads out of a network namespace: it has a tun device in there, and says whatever comes through it to the world with
 * ordinary sockets, for which nobody need be root. pasta(1) is taken where it is: it translates nothing, so that inside the machine
 * has the addresses that it has outside, IPv6 included. slirp4netns(1) is older, and puts a network 10.0.2.0/24 in between.
 *
 * @param command where it is
 */
record WayOut(Path command) {
    private static final String LOG = "log";

    static Optional<WayOut> find(String path) {
        for (String name : List.of("pasta", "slirp4netns")) {
            for (String folder : path.split(":")) {
                Path candidate = Path.of(folder, name);
                if (!folder.isEmpty() && Files.isExecutable(candidate)) {
                    return Optional.of(new WayOut(candidate));
                }
            }
        }
        return Optional.empty();
    }

    private boolean isPasta() {
        return command.getFileName().toString().equals("pasta");
    }

    /** No ports lead in by it, which would have to be known beforehand; nor is this machine's loopback within reach. */
    List<String> words(Path namespace) {
        return isPasta() ? List.of("pasta", "--foreground", "--quiet", "--config-net", "--no-map-gw", "-t", "none", "-u", "none",
                "-T", "none", "-U", "none", "--netns", namespace.toString())
                : List.of("slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback", "--netns-type=path",
                        namespace.toString(), "eth0");
    }

    /**
     * Starts it; it has executed when this returns.
     *
     * @param holder a process that is in the network namespace
     * @param run    a folder of ours: a file in it becomes the namespace, for the tool alone. By /proc/PID/ns it could not be opened
     *               by one that has given up capabilities which its holder still has.
     */
    Child start(int holder, Path run) throws IOException {
        Path namespace = run.resolve("network");
        if (Files.notExists(namespace)) {
            Files.createFile(namespace);
        }
        return Child.spawn(program(holder, namespace, run.resolve("network.log"), System.getenv()));
    }

    SyscallProgram program(int holder, Path namespace, Path log, Map<String, String> environment) {
        List<String> variables = environment.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList();
        return SyscallProgram.inNewProcess("the way out of the engine's network", CloneFlag.CLONE_NEWNS)
                .then(ProcessCalls.setsid(), "a session of its own: no ^C reaches it")
                .then(mount(null, "/", null, null, MountFlag.MS_REC, MountFlag.MS_SLAVE), "what it mounts only it sees")
                .then(mount("/proc/" + holder + "/ns/net", namespace.toString(), null, null, MountFlag.MS_BIND),
                        "the network as a file")
                .then(FileCalls.openat("/dev/null", OpenFlag.O_RDWR).as("null"), "it has no input")
                .then(FileCalls.openat(log.toString(), 0600, OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_TRUNC).as(LOG),
                        "what it says is written down")
                .then(FileCalls.dup3(new ResultOf("null"), 0), "standard input")
                .then(FileCalls.dup3(new ResultOf(LOG), 1), "standard output")
                .then(FileCalls.dup3(new ResultOf(LOG), 2), "standard error")
                .then(FileCalls.closeOnExecFrom(3), "nothing that we have open is left to it")
                .then(FileCalls.chdir("/"), "it keeps no folder in use")
                .then(ProcessCalls.unblockSignals(), "the JVM blocks some in its threads")
                .then(ProcessCalls.execve(command.toString(), words(namespace), variables), "from here on it is that program");
    }
}
