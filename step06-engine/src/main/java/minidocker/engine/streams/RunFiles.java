package minidocker.engine.streams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.LinuxPipes;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.SyscallException;

/**
 * What one run of a container has in the run folder: three FIFOs, and a {@link Journal} for each of the two outputs. They are there
 * from the run's start to its end, and show the next engine that there was a run.
 */
final class RunFiles {
    private static final String KEPT = "kept";
    private static final List<String> NAMES = List.of("stdin", "stdout", "stderr", "stdout.journal", "stderr.journal",
            KEPT, KEPT + ".tmp");
    /**
     * Whoever has the descriptor may open it again by /proc/self/fd/1, whatever his user; the folder lets nobody else come near.
     */
    private static final int EVERYBODY = 0666;

    private final Path folder;

    RunFiles(Path folder) {
        this.folder = folder;
    }

    /** Makes them anew: what an earlier run has left, nobody wants any more. */
    void make() throws IOException {
        Files.createDirectories(folder.getParent());
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        delete();
        for (StandardStream stream : StandardStream.values()) {
            LinuxPipes.makeFifo(path(stream), EVERYBODY);
            // The umask has had its say.
            LinuxFiles.chmod(Linux.AT_FDCWD, path(stream), EVERYBODY);
        }
    }

    boolean areThere() {
        return Files.exists(folder.resolve("stdout")) && Files.exists(folder.resolve("stderr"));
    }

    private String path(StandardStream stream) {
        return folder.resolve(stream.toString()).toString();
    }

    Path journal(StandardStream output) {
        return folder.resolve(output + ".journal");
    }

    /** For reading. The other direction keeps it from ending when the process closes it, to open it again. */
    int open(StandardStream output) {
        return Linux.openat(Linux.AT_FDCWD, path(output), 0, OpenFlag.O_RDWR);
    }

    // tag::child-ends[]
    /**
     * The process has both directions of its FIFOs: while it lives, no death of ours ends them, and nothing in them is lost. Only
     * where the end of its input must come one day, nobody but us may be able to write there; then it ends with us, too.
     */
    ChildEnds childEnds(ContainerStreams.Settings settings) {
        int both = Linux.openat(Linux.AT_FDCWD, path(StandardStream.STDIN), 0, OpenFlag.O_RDWR);
        try {
            int stdin = !settings.openStdin() ? Linux.openat(Linux.AT_FDCWD, "/dev/null", 0)
                    : settings.stdinOnce() ? Linux.openat(Linux.AT_FDCWD, path(StandardStream.STDIN), 0)
                    : Linux.openat(Linux.AT_FDCWD, path(StandardStream.STDIN), 0, OpenFlag.O_RDWR);
            return new ChildEnds(stdin, open(StandardStream.STDOUT), open(StandardStream.STDERR));
        } finally {
            Linux.close(both);
        }
    }
    // end::child-ends[]

    /** For writing, while somebody reads. */
    int openStdin() {
        return Linux.openat(Linux.AT_FDCWD, path(StandardStream.STDIN), 0, OpenFlag.O_WRONLY, OpenFlag.O_NONBLOCK);
    }

    /** Null if the process is gone. */
    InputPipe reopenStdin(Pump pump) {
        try {
            return new InputPipe(openStdin(), pump);
        } catch (SyscallException nobodyReads) {
            if (!nobodyReads.is(Errno.ENXIO)) {
                throw nobodyReads;
            }
            return null;
        }
    }

    /**
     * Writes down what the {@link Keeper} has of this run; a terminal's master is the only one.
     *
     * @param keeper whose numbers they are
     */
    void kept(String keeper, List<Integer> numbers) throws IOException {
        String text = keeper + numbers.stream().map(number -> " " + number).collect(Collectors.joining()) + "\n";
        // Whole or not at all, but no fsync(2): a power cut takes what it speaks of.
        Path unfinished = folder.resolve(KEPT + ".tmp");
        Files.writeString(unfinished, text);
        Files.move(unfinished, folder.resolve(KEPT), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What an earlier engine wrote down, as far as it is still there. */
    List<Integer> kept(Keeper keeper) throws IOException {
        try {
            List<String> words = List.of(Files.readString(folder.resolve(KEPT)).strip().split(" "));
            return keeper.claim(words.get(0), words.stream().skip(1).map(Integer::valueOf).toList());
        } catch (NoSuchFileException | NumberFormatException none) {
            return List.of();
        }
    }

    void delete() {
        for (String name : NAMES) {
            try {
                Files.deleteIfExists(folder.resolve(name));
            } catch (IOException stays) {
                // The next run begins with another attempt, and says so if it fails.
                continue;
            }
        }
    }
}
