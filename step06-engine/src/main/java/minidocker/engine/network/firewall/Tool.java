package minidocker.engine.network.firewall;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import minidocker.chroot.Chroot;
import minidocker.engine.Refusal;
import minidocker.syscall.Child;
import minidocker.syscall.FileCalls;
import minidocker.syscall.Linux;
import minidocker.syscall.ProcessCalls;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/** A program of the host's that writes rules. */
record Tool(Path path) {
    private static final List<String> ENVIRONMENT = List.of("PATH=/usr/sbin:/sbin:/usr/bin:/bin", "LC_ALL=C");
    private static final int KILLED = 137;
    private static final int CHUNK = 8192;

    /** @param output what it said on both streams */
    record Result(int status, String output) {
        boolean isGood() {
            return status == 0;
        }
    }

    /** An ordinary user's PATH, and that of a service, may lack the folders of such programs. */
    static Optional<Tool> find(String name) {
        Set<String> folders = new LinkedHashSet<>(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
        folders.addAll(List.of("/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin"));
        return folders.stream().filter(folder -> folder.startsWith("/")).map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable).findFirst().map(Tool::new);
    }

    /**
     * Not by Java's ProcessBuilder: its pipes are open for a moment in whatever child of ours is cloned meanwhile, and the reader
     * would wait for the end of that child, which may be a container that waits for its start, which waits for us. Input and output
     * are files in memory, which have no end to be waited for.
     */
    Result run(String input, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(path.getFileName().toString()));
        command.addAll(arguments);
        SyscallProgram program = Chroot.shed(SyscallProgram.inNewProcess("a program of the host's that writes rules"))
                .then(FileCalls.dup3(ProcessCalls.given("in"), 0), "what it is to do")
                .then(FileCalls.dup3(ProcessCalls.given("out"), 1), "what it says")
                .then(FileCalls.dup3(ProcessCalls.given("out"), 2), "and complains of")
                .then(ProcessCalls.execve(path.toString(), command, ENVIRONMENT), "it does it");
        int in = Linux.fileInMemory("rules", input.getBytes(StandardCharsets.UTF_8));
        int out = Linux.fileInMemory("output", new byte[0]);
        try (Child child = Child.spawn(program, Map.of("in", in, "out", out))) {
            child.awaitExec();
            int status = child.waitFor().code();
            return new Result(status, content(out).strip());
        } catch (ProgramFailure | SyscallException cannot) {
            return new Result(KILLED, cannot.getMessage());
        } finally {
            Linux.close(in);
            Linux.close(out);
        }
    }

    private static String content(int file) {
        int reader = Linux.reopened(file);
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int got = Linux.read(reader, chunk); got > 0; got = Linux.read(reader, chunk)) {
                all.write(chunk, 0, got);
            }
            return all.toString(StandardCharsets.UTF_8);
        } finally {
            Linux.close(reader);
        }
    }

    /** @throws Refusal with what it said, if it does not succeed */
    void must(String input, List<String> arguments) {
        Result result = run(input, arguments);
        if (!result.isGood()) {
            throw new Refusal(Refusal.Kind.FAILED, path.getFileName() + " " + String.join(" ", arguments) + " failed with status "
                    + result.status() + ": " + firstLine(result.output()));
        }
    }

    static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
