package minidocker.engine.runtime;

import java.nio.file.Path;
import java.util.List;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.WhyNotExecuted;
import minidocker.cli.CommandLines;
import minidocker.cli.UserError;
import minidocker.syscall.ProgramFailure;

/**
 * Why a program was not executed, in a sentence that Docker's own client understands: it takes the exit codes 126 and 127 from
 * words that runc uses.
 *
 * @param folders that make up the root filesystem as seen from outside, the one that counts most first
 */
record NotStarted(List<Path> folders, ProcessSpec process) {

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
