package minidocker.chroot;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import minidocker.cli.Foreground;
import minidocker.cli.HelpOption;
import minidocker.cli.ProgramOptions;
import minidocker.cli.UserError;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: a program in a root filesystem, by chroot. */
@Command(name = "run", description = "Run a program in a root filesystem of its own.", sortOptions = false,
        footer = {"", "The exit code is the program's; 125 if mini-docker fails, 126 if the program cannot be executed, 127 if it is not there."})
final class RunCommand implements Callable<Integer> {
    @Mixin
    RootfsOptions root;

    @Mixin
    ProcessOptions options;

    @Parameters(paramLabel = "CMD", arity = "1..*", description = "The command and its arguments.")
    List<String> command;

    @Option(names = "--user-namespace",
            description = "Run it in a user namespace, where an ordinary user is root and may call chroot.")
    boolean userNamespace;

    @Option(names = "--rm", hidden = true, description = "Nothing is kept in this step anyway.")
    boolean remove;

    @Mixin
    ProgramOptions look;

    @Mixin
    HelpOption help;

    @Override
    public Integer call() {
        ProcessSpec process = options.process(command);
        if (!look.only() && !userNamespace && Linux.geteuid() != 0) {
            throw new UserError("chroot needs the capability CAP_SYS_CHROOT, which you do not have: run as root, or add --user-namespace");
        }
        Path rootfs = root.resolve(!look.only());
        SyscallProgram program = userNamespace ? Chroot.programInUserNamespace(rootfs.toString(), process)
                : Chroot.program(rootfs.toString(), process);
        if (look.only()) {
            return look.print(program);
        }
        try {
            return new Foreground(look.trace).run(program, Map.of(), this::whileItWaits).code();
        } catch (ProgramFailure failure) {
            throw new WhyNotExecuted(rootfs, process).explain(failure);
        }
    }

    private void whileItWaits(Child child) {
        if (userNamespace) {
            UserNamespace.mapSingle(child.pid(), 0, Linux.geteuid(), 0, Linux.getegid());
            child.open(UserNamespace.GATE);
        }
    }
}
