package minidocker.engine.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.WhyNotExecuted;
import minidocker.cli.CommandLines;
import minidocker.cli.UserError;
import minidocker.syscall.Errno;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.Syscall;
import minidocker.syscall.TracedCall;

/**
 * Why a program was not executed, in a sentence that Docker's own client understands: it takes the exit codes 126 and 127 from
 * words that runc uses.
 *
 * @param folders that make up the root filesystem as seen from outside, the one that counts most first
 */
record NotStarted(List<Path> folders, ProcessSpec process) {
    private static final int CANNOT_EXECUTE = 126;

    /** Why it could not even be set up. @param cwd its working directory */
    static UserError setUp(ProgramFailure failure, String cwd) {
        TracedCall failed = failure.failed();
        Errno errno = Errno.of(failed.errno());
        if (failed.call().syscall() != Syscall.CHDIR || errno == null || !failed.call().toString().contains(cwd)) {
            return new UserError(failure.getMessage());
        }
        return new UserError("unable to start container process: chdir to cwd (\"" + cwd + "\") set in config.json failed: "
                + errno.words().toLowerCase(Locale.ROOT), CANNOT_EXECUTE);
    }

    UserError explain(ProgramFailure failure) {
        RuntimeException why = new WhyNotExecuted(folders, process, "").explain(failure);
        if (!(why instanceof UserError error)) {
            return new UserError(failure.getMessage());
        }
        String command = process.arguments().get(0);
        String words = error.exitCode() == CommandLines.NOT_FOUND
                ? command.indexOf('/') < 0 ? "executable file not found in $PATH"
                        : "stat " + command + ": no such file or directory"
                : "permission denied";
        return new UserError("unable to start container process: exec: \"" + command + "\": " + words + ": " + error.getMessage(),
                error.exitCode());
    }
}
