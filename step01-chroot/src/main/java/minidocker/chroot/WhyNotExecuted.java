package minidocker.chroot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import minidocker.cli.CommandLines;
import minidocker.cli.UserError;
import minidocker.rootfs.ElfFile;
import minidocker.rootfs.ScriptLine;
import minidocker.syscall.Call;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Operand;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallException;
import minidocker.syscall.TracedCall;

/**
 * What was wrong with a program that execve(2) refused. Its errno is ambiguous where it matters most: ENOENT says that the file
 * is not there, or that its interpreter is not; EACCES, that it is a folder, or not executable. A look at the file tells which.
 */
public final class WhyNotExecuted {
    private final List<Path> folders;
    private final ProcessSpec process;
    private final String advice;

    /** @param rootfs in which the program was to run */
    public WhyNotExecuted(Path rootfs, ProcessSpec process) {
        this(List.of(rootfs), process, "; 'rootfs create --with' takes more programs along");
    }

    /**
     * @param folders that make up the root filesystem, each with a part of it, the one that counts most first
     * @param advice what to do about a program that is not there, as the end of a sentence; may be empty
     */
    public WhyNotExecuted(List<Path> folders, ProcessSpec process, String advice) {
        this.folders = List.copyOf(folders);
        this.process = process;
        this.advice = advice;
    }

    /** The error for the user, with the exit code 126 or 127; the failure itself if it was another call that failed. */
    public RuntimeException explain(ProgramFailure failure) {
        TracedCall telling = Execution.mostTelling(failure);
        if (telling == null) {
            return failure;
        }
        String file = pathname(telling.call());
        Errno errno = Errno.of(telling.errno());
        if (errno == null) {
            return failure;
        }
        return switch (errno) {
            case ENOENT -> notFound(file);
            case ENOTDIR -> new UserError(file + " leads through something that is not a folder", CommandLines.NOT_FOUND);
            case EACCES -> new UserError(noAccess(file), CommandLines.CANNOT_BE_EXECUTED);
            case ENOEXEC -> new UserError(wrongFormat(file), CommandLines.CANNOT_BE_EXECUTED);
            case E2BIG -> new UserError("the arguments and the environment are too long for one program: the kernel takes 128 KiB for a single string, and about"
                    + " 2 MiB in all", CommandLines.CANNOT_BE_EXECUTED);
            default -> new UserError(file + " cannot be executed: " + telling.call().failure(telling.errno()),
                    CommandLines.CANNOT_BE_EXECUTED);
        };
    }

    private static String pathname(Call execve) {
        return ((Operand.Text) execve.arguments().get(0).operand()).text();
    }

    private UserError notFound(String lastTried) {
        String command = process.arguments().get(0);
        for (String candidate : Execution.candidates(command, process.path())) {
            Optional<String> missing = look(candidate, this::missingInterpreter);
            if (missing.isPresent()) {
                return new UserError(candidate + " is there, but what it needs to start is not: " + missing.get()
                        + " is missing in the root filesystem", CommandLines.NOT_FOUND);
            }
        }
        String where = command.indexOf('/') >= 0 ? "there is no file " + lastTried + " in the root filesystem"
                : command + ": no such command in the root filesystem (looked for it in " + process.path() + ")";
        return new UserError(where + advice, CommandLines.NOT_FOUND);
    }

    private Optional<String> missingInterpreter(Path file) throws IOException {
        Optional<ScriptLine> script = ScriptLine.parse(start(file));
        if (script.isPresent()) {
            return Optional.of(script.get().interpreter() + ", which its first line names,");
        }
        return isElf(start(file)) ? ElfFile.read(file).interpreter().map(loader -> "its loader " + loader) : Optional.empty();
    }

    private String noAccess(String file) {
        return look(file, opened -> {
            if (Files.isDirectory(opened)) {
                return Optional.of(file + " is a folder, not a program");
            }
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(opened));
            return Optional.of(mode.indexOf('x') < 0 ? file + " is not executable (" + mode + "): chmod +x makes it so"
                    : file + " may not be executed by this user, or lies on a filesystem that is mounted noexec");
        }).orElse(file + " may not be executed by this user");
    }

    private String wrongFormat(String file) {
        return look(file, opened -> isElf(start(opened))
                ? Optional.of(file + " is a program for " + ElfFile.read(opened).architecture() + ", which this machine is not")
                : Optional.of(file + " is neither a program nor a script: a script begins with #! and its interpreter"))
                        .orElse(file + " is no program of this machine");
    }

    private static boolean isElf(byte[] start) {
        return start.length > 4 && start[0] == 0x7f && start[1] == 'E' && start[2] == 'L' && start[3] == 'F';
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(ScriptLine.LONGEST);
        }
    }

    private interface Look {
        Optional<String> at(Path file) throws IOException;
    }

    /** Opens the file as the process would have seen it: links, too, are followed within the root filesystem. */
    private Optional<String> look(String file, Look look) {
        return folders.stream().map(folder -> look(folder, file, look)).flatMap(Optional::stream).findFirst();
    }

    private Optional<String> look(Path folder, String file, Look look) {
        int root = -1;
        int opened = -1;
        try {
            root = Linux.openat(Linux.AT_FDCWD, folder.toString(), 0, OpenFlag.O_PATH, OpenFlag.O_DIRECTORY);
            String absolute = file.startsWith("/") ? file : process.workingDirectory() + "/" + file;
            opened = Linux.openInRoot(root, absolute, OpenFlag.O_PATH);
            return look.at(Path.of("/proc/self/fd/" + opened));
        } catch (SyscallException | IOException | UserError notToBeSeen) {
            return Optional.empty();
        } finally {
            if (opened >= 0) {
                Linux.close(opened);
            }
            if (root >= 0) {
                Linux.close(root);
            }
        }
    }
}
