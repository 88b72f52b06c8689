package minidocker.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import minidocker.rootfs.SharedObjects.Need;
import minidocker.cli.UserError;

/**
 * All files without which execve(2) of a program does not get as far as its main(): itself; for a dynamic one its loader and
 * libraries; for a script its interpreter, with all that this one in turn needs.
 *
 * <p>What a program opens later by itself is not seen from outside and not followed: plugins, configuration, and the modules
 * of an interpreter, such as Python's standard library.
 */
final class ProgramFiles {
    /** As deep as the kernel goes with scripts whose interpreters are scripts, exec_binprm() in fs/exec.c. */
    private static final int DEEPEST = 5;

    private static final List<Path> MADE_UP = List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

    private final HostTree host;
    private final CommandSearch commands;
    private final ElfArchitecture machine;
    private final SharedObjects libraries;

    ProgramFiles(HostTree host, CommandSearch commands, ElfArchitecture machine) {
        this.host = host;
        this.commands = commands;
        this.machine = machine;
        this.libraries = new SharedObjects(host);
    }

    /**
     * @param program an absolute path, of a file that can be read and executed
     * @param why     what the program itself is there for
     * @return the program first
     * @throws UserError when it could not run, here or in the new root
     */
    List<Need> of(Path program, String why) {
        return of(program, Optional.empty(), why, 0);
    }

    private List<Need> of(Path program, Optional<Path> alias, String why, int depth) {
        if (depth > DEEPEST) {
            throw new UserError(program + " is a script whose interpreter is a script, and so on: the kernel gives up here");
        }
        HostTree.Walk walk = host.walk(program);
        refuseIfMadeUp(program, walk);
        List<Need> needs = new ArrayList<>();
        needs.add(new Need(program, alias, why));
        byte[] start = start(program, host.onDisk(walk.end()));
        if (start.length >= 4 && start[0] == 0x7f && start[1] == 'E' && start[2] == 'L' && start[3] == 'F') {
            ElfFile elf = runnable(program, ElfFile.read(host.onDisk(walk.end())));
            needs.addAll(libraries.of(program, elf));
        } else {
            ScriptLine line = ScriptLine.parse(start).orElseThrow(() -> new UserError(program
                    + " is neither an ELF program nor a script that begins with #! and an interpreter:"
                    + " the kernel cannot start it"));
            needs.addAll(interpreters(program, line, depth));
        }
        return needs;
    }

    /** Neither the file nor a link on the way to it: /proc/self/exe leads to another file for each who asks. */
    private static void refuseIfMadeUp(Path program, HostTree.Walk walk) {
        Stream.concat(Stream.of(walk.end()), walk.links().keySet().stream())
                .filter(path -> MADE_UP.stream().anyMatch(path::startsWith)).findFirst().ifPresent(path -> {
                    throw new UserError(program + " lies in a file system that the kernel makes up (" + path
                            + "): name the file itself");
                });
    }

    private static byte[] start(Path program, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(ScriptLine.LONGEST);
        } catch (IOException e) {
            throw new UserError(FileTrouble.sentence("cannot read " + program, e));
        }
    }

    private ElfFile runnable(Path program, ElfFile elf) {
        if (!machine.runs(elf.architecture())) {
            throw new UserError(program + " is made for " + elf.architecture() + ", this machine is " + machine
                    + ": take a build for " + machine);
        }
        if (elf.type() != ElfFile.Type.EXEC && elf.type() != ElfFile.Type.DYN) {
            throw new UserError(program + " is " + elf.type() + ", not a program");
        }
        return elf;
    }

    private List<Need> interpreters(Path script, ScriptLine line, int depth) {
        String why = "runs " + script;
        List<Need> needs = new ArrayList<>(of(interpreter(script, line.interpreter()), Optional.empty(), why, depth + 1));
        line.startedByEnv().ifPresent(name -> {
            Path program;
            try {
                program = commands.find(name);
            } catch (UserError e) {
                throw new UserError(script + " is a script for " + name + ", but " + e.getMessage());
            }
            needs.addAll(of(program, inStandardPath(program), why, depth + 1));
        });
        return needs;
    }

    /** env(1) in the new root searches the PATH of there. */
    private static Optional<Path> inStandardPath(Path program) {
        return CommandSearch.STANDARD_PATH.contains(program.getParent())
                ? Optional.empty() : Optional.of(Path.of("/usr/local/bin").resolve(program.getFileName()));
    }

    private Path interpreter(Path script, String name) {
        if (name.endsWith("\r")) {
            throw new UserError(script + " is a script with the line ends of Windows: the kernel would look for an interpreter"
                    + " whose name ends in a carriage return (sed -i 's/\\r$//' mends it)");
        }
        if (!name.startsWith("/")) {
            throw new UserError(script + " is a script for " + name + ": only an interpreter with its whole path is found"
                    + " from every folder");
        }
        try {
            return commands.find(Path.of(name).toString());
        } catch (UserError | InvalidPathException e) {
            throw new UserError(script + " is a script for " + name + ", but " + e.getMessage());
        }
    }
}
