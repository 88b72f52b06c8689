package minidocker.chroot;

import static minidocker.syscall.ProcessCalls.execve;

import java.util.ArrayList;
import java.util.List;
import minidocker.syscall.Call;
import minidocker.syscall.Errno;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.Syscall;
import minidocker.syscall.SyscallProgram;
import minidocker.syscall.TracedCall;

/**
 * The end of every program: execve(2), once for each place where the command may be. The kernel knows nothing of PATH; looking a
 * command up means to try, as a shell does.
 */
public final class Execution {
    private Execution() {}

    /** The files that a command may be, in order: itself if it has a slash, else one for each folder of PATH. */
    static List<String> candidates(String command, String path) {
        if (command.indexOf('/') >= 0) {
            return List.of(command);
        }
        List<String> files = new ArrayList<>();
        for (String folder : path.split(":", -1)) {
            files.add(folder.isEmpty() ? "./" + command : folder.endsWith("/") ? folder + command : folder + "/" + command);
        }
        return files;
    }

    /** The program and, at its end, the execve of the process. */
    public static SyscallProgram append(SyscallProgram program, ProcessSpec process) {
        List<String> files = candidates(process.arguments().get(0), process.path());
        SyscallProgram longer = program;
        for (int i = 0; i < files.size(); i++) {
            boolean last = i == files.size() - 1;
            Call call = execve(files.get(i), process.arguments(), process.environment());
            String why = files.size() == 1 ? "the list ends here: from now on the process is this program"
                    : i == 0 ? "the list ends with the first of these that is there: from then on the process is this program"
                            : last ? "and this is the last place to look" : "if it was not there, perhaps here";
            longer = longer.then(last ? call : call.orGoOn(), why);
        }
        return longer;
    }

    /**
     * The most telling execve of a program that failed at its last one: of several places where a command was looked for, the one
     * where something was found but could not be executed. Null if the program failed earlier.
     */
    public static TracedCall mostTelling(ProgramFailure failure) {
        if (failure.failed().call().syscall() != Syscall.EXECVE) {
            return null;
        }
        for (TracedCall call : failure.trace()) {
            boolean wasThere = call.failed() && !is(call, Errno.ENOENT) && !is(call, Errno.ENOTDIR);
            if (call.call().syscall() == Syscall.EXECVE && wasThere) {
                return call;
            }
        }
        return failure.failed();
    }

    private static boolean is(TracedCall call, Errno errno) {
        return errno.is(call.result());
    }
}
