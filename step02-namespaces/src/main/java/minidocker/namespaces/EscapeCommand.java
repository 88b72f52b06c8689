package minidocker.namespaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.RootfsOptions;
import minidocker.chroot.UserNamespace;
import minidocker.cli.HelpOption;
import minidocker.cli.ProgramOptions;
import minidocker.cli.Terminal;
import minidocker.syscall.Child;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.Linux;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.SyscallException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code escape}: tries the classic ways out of the container, each in a container of its own. */
@Command(name = "escape", description = "Try the classic ways out of a container, and tell which held.", sortOptions = false,
        footer = {"", "Share something with the host (--pid host, --network host, --mountns host, --privileged) to see what each part is good for."})
public final class EscapeCommand implements Callable<Integer> {
    @Mixin
    RootfsOptions root;

    @Mixin
    NamespaceOptions namespaces;

    @Mixin
    ProgramOptions look;

    @Mixin
    HelpOption help;

    @Override
    public Integer call() throws IOException {
        Path rootfs = root.resolve(!look.explain);
        Set<Namespace> own = namespaces.namespaces();
        UserMaps maps = namespaces.maps(own);
        ContainerSpec spec = new ContainerSpec(new RootFilesystem.Folder(rootfs.toString()),
                new ProcessSpec(List.of("sh"), List.of(), "/", null), own, null, false, List.of(), List.of(), false, false,
                0, maps != null || UserMaps.weAreInUserNamespace(), UserMaps.hasTtyGroup(maps), namespaces.capabilities(own));
        ProgramTable table = new ProgramTable(Terminal.columns());
        Path secret = Files.createTempFile("mini-docker-secret", "");
        String socketName = "mini-docker-" + UUID.randomUUID();
        int socket = Linux.listenAbstract(socketName);
        try {
            boolean allHeld = true;
            for (Attack attack : Attack.all(new Attack.Host(secret.toString(), Linux.getpid(), socketName))) {
                if (look.explain) {
                    System.out.println(attack.name() + ": " + attack.tries());
                    System.out.print(table.explain(attack.calls()));
                    continue;
                }
                String held = attempt(attack, spec, maps, table);
                allHeld &= held != null;
                System.out.printf("%-8s %s%n", attack.name(), held != null ? "held: " + attack.tries() + ": " + held
                        : "OUT: could " + attack.tries()
                        + " (against it stands " + attack.heldBy() + ")");
            }
            return allHeld ? 0 : 1;
        } finally {
            Linux.close(socket);
            Files.delete(secret);
            Files.deleteIfExists(Path.of(rootfs + Attack.DEVICE));
        }
    }

    /** Null if the attack succeeded, else what stopped it. */
    private String attempt(Attack attack, ContainerSpec spec, UserMaps maps, ProgramTable table) {
        try (Child child = Child.spawn(attack.against(spec))) {
            if (maps != null) {
                maps.write(child.pid());
                child.open(UserNamespace.GATE);
            }
            child.awaitExec();
            return child.waitFor().equals(new ExitStatus.Exited(0)) ? null : "it ended otherwise";
        } catch (ProgramFailure failure) {
            if (look.trace) {
                System.err.print(table.trace(failure.trace()));
            }
            boolean inTime = failure.failed().number() <= failure.trace().size() - attack.calls().calls().size() - 1;
            if (inTime) {
                throw failure;
            }
            return failure.failed().call().syscall() + " says " + failure.failed().call().failure(failure.failed().errno());
        } catch (SyscallException failure) {
            throw ForbiddenNamespace.explain(failure, spec);
        }
    }
}
