package minidocker.namespaces;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import minidocker.chroot.ProcessOptions;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.WhyNotExecuted;
import minidocker.cli.Foreground;
import minidocker.cli.HelpOption;
import minidocker.cli.ProgramOptions;
import minidocker.cli.UserError;
import minidocker.syscall.Child;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code enter}: another program in a container that is running. */
@Command(name = "enter", description = "Run a program in the namespaces of a running container.", sortOptions = false,
        footer = {"", "'mini-docker namespaces' lists the processes that are containers."})
public class EnterCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PID", description = "A process of the container, as the host numbers it.")
    int pid;

    @Parameters(index = "1..*", paramLabel = "CMD", arity = "1..*", description = "The command and its arguments.")
    List<String> command;

    @Mixin
    ProcessOptions process;

    @Option(names = {"-t", "--tty"}, description = "A terminal of its own.")
    boolean terminal;

    @Option(names = {"-i", "--interactive"}, hidden = true, description = "Standard input is always open in this step.")
    boolean interactive;

    @Option(names = "--privileged", description = "Root keeps all capabilities.")
    boolean privileged;

    @Mixin
    ProgramOptions look;

    @Mixin
    HelpOption help;

    /** What a later step adds to the process that enters: it has no part in the containers that {@link ContainerRun} makes. */
    protected List<? extends ContainerRun.Addition> additions(int target) {
        return List.of();
    }

    @Override
    public Integer call() {
        ProcessSpec spec = process.process(command);
        Set<Namespace> namespaces = Entry.foreignTo(pid);
        if (namespaces.isEmpty()) {
            throw new UserError("process " + pid + " is in the same namespaces as we are: there is nothing to enter");
        }
        SyscallProgram program = Entry.program(pid, namespaces, spec, Capability.kept(privileged, namespaces), terminal);
        List<? extends ContainerRun.Addition> additions = additions(pid);
        for (ContainerRun.Addition addition : additions) {
            program = addition.prepare(program);
        }
        if (look.only()) {
            return look.print(program);
        }
        Map<String, Integer> given = new HashMap<>(Map.of(Entry.TARGET, open(pid)));
        additions.forEach(addition -> given.putAll(addition.given()));
        try (ConsoleSocket console = terminal ? new ConsoleSocket() : null) {
            if (console != null) {
                given.put(PseudoTerminal.CONSOLE, console.containersEnd());
            }
            return new Foreground(look.trace, terminal, false).run(program, given, new Parent(console, additions)).code();
        } catch (ProgramFailure failure) {
            throw new WhyNotExecuted(Path.of("/proc/" + pid + "/root"), spec).explain(failure);
        } finally {
            Linux.close(given.get(Entry.TARGET));
        }
    }

    private static int open(int pid) {
        try {
            return Linux.pidfdOpen(pid);
        } catch (SyscallException failure) {
            throw failure.is(Errno.ESRCH) || failure.is(Errno.EINVAL) ? new UserError("there is no process " + pid) : failure;
        }
    }

    private record Parent(ConsoleSocket console, List<? extends ContainerRun.Addition> additions) implements Foreground.Parent {
        @Override
        public void whileItWaits(Child child) {
            additions.forEach(addition -> addition.whileItWaits(child));
            if (console != null) {
                console.connect(child);
            }
            try {
                child.awaitExec();
            } finally {
                child.becomes(Entry.ENTERED);
            }
        }

        @Override
        public void whenItEnded() {
            if (console != null) {
                console.finish();
            }
        }
    }
}
