package minidocker.chroot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.cli.ProgramOptions;
import minidocker.cli.Terminal;
import minidocker.cli.UserError;
import minidocker.syscall.Linux;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.SyscallProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code escape}: the breakout, with a proof. */
@Command(name = "escape", description = "Break out of the chroot, and prove it by reading a file that only the host has.")
final class EscapeCommand implements Callable<Integer> {
    @Mixin
    RootfsOptions root;

    @Mixin
    ProgramOptions look;

    @Mixin
    HelpOption help;

    @Override
    public Integer call() throws IOException {
        if (!look.explain && Linux.geteuid() != 0) {
            throw new UserError("the escape is a root's trick, since chroot needs CAP_SYS_CHROOT: run as root");
        }
        Path rootfs = root.resolve(!look.explain);
        SyscallProgram inside = Chroot.enter(SyscallProgram.inNewProcess("a process of its own"), rootfs.toString());
        ProgramTable table = new ProgramTable(Terminal.columns());
        if (look.explain) {
            System.out.print(table.explain(Escape.toRead(inside, "/tmp/mini-docker-secret")));
            return 0;
        }
        Path secret = Files.createTempFile("mini-docker-secret", "");
        try {
            String word = UUID.randomUUID().toString();
            Files.writeString(secret, word);
            return tell(Escape.attempt(inside, rootfs, secret, look.trace ? table : null), secret, word);
        } finally {
            Files.delete(secret);
        }
    }

    private static int tell(String read, Path secret, String word) {
        if (word.equals(read)) {
            System.out.println("Escaped: from inside the chroot, " + secret + " of the host says " + word + ".");
            return 0;
        }
        System.out.println("Held: the host's " + secret + " could not be read.");
        return 1;
    }
}
