package minidocker.namespaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import minidocker.cli.HelpOption;
import minidocker.syscall.Linux;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code namespaces}: which ones a process shares with us. */
@Command(name = "namespaces", description = "Show the namespaces of this host and of a container side by side.")
public final class NamespacesCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "PID",
            description = "A process of the container, as the host numbers it; without one, containers are listed.")
    Integer pid;

    @Mixin
    HelpOption help;

    @Override
    public Integer call() {
        String format = pid == null ? "%-8s  %-12s  %s%n" : "%-8s  %-12s  %-12s  %-7s %s%n";
        System.out.printf(format, pid == null ? new Object[] {"KIND", "HOST", "OF ITS OWN"}
                : new Object[] {"KIND", "HOST", "PID " + pid, "", "OF ITS OWN"});
        for (Namespace namespace : Namespace.values()) {
            String host = shown(namespace.inodeOf(Linux.getpid()));
            if (pid == null) {
                System.out.printf(format, namespace.file(), host, namespace.shows() + ", " + namespace.manPage());
            } else {
                String theirs = shown(namespace.inodeOf(pid));
                System.out.printf(format, namespace.file(), host, theirs, theirs.equals(host) ? "shared" : "own",
                        namespace.shows());
            }
        }
        if (pid == null) {
            List<String> containers = containers();
            System.out.println(containers.isEmpty() ? "No process is process 1 of a PID namespace below this one."
                    : "Process 1 of a PID namespace below this one:");
            containers.forEach(System.out::println);
        }
        return 0;
    }

    private static String shown(String inode) {
        return inode == null ? "none" : inode;
    }

    /** A process with more than one number, of which the innermost is 1: see NSpid in proc(5). */
    private static List<String> containers() {
        List<String> found = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes.filter(process -> process.getFileName().toString().matches("[0-9]+")).sorted().forEach(process -> {
                try {
                    for (String line : Files.readAllLines(process.resolve("status"))) {
                        if (line.matches("NSpid:\\s+\\d+(\\s+\\d+)*\\s+1")) {
                            found.add("  " + process.getFileName() + "  " + Files.readString(process.resolve("cmdline"))
                                    .replace('\0', ' ').strip());
                        }
                    }
                } catch (IOException gone) {
                    // It has ended while we looked.
                }
            });
        } catch (IOException noProc) {
            return List.of();
        }
        return found;
    }
}
