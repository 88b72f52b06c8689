package minidocker.engine.streams;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import minidocker.engine.runtime.ProcessIdentity;
import minidocker.syscall.Architecture;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxPipes;
import minidocker.syscall.Signal;
import minidocker.syscall.StaticExecutable;
import minidocker.syscall.SyscallException;

/**
 * Keeps descriptors over the death of the engine, be it orderly or not: the masters of terminals, without which a terminal's
 * processes get SIGHUP, and the FIFOs, whose content is gone when the last who has them open is. One small process does it for all
 * containers; it is there while there is something to keep, and the next engine finds it by a file and takes copies of what it has.
 * What a container said last waits in there for the next engine, so it stays when the container ends; but if its file is gone, with
 * the whole folder of the engine, it ends by itself.
 *
 * <p>It is a safety net: where it cannot be had, nothing fails but the survival of a terminal.
 */
final class Keeper implements AutoCloseable {
    private final Path file;
    private final int lookSeconds;
    private final Random random = new Random();
    private final Set<Integer> kept = new HashSet<>();
    private final Set<Integer> unclaimed = new HashSet<>();
    private ProcessIdentity process;
    private Child child;
    private int pidfd = -1;
    private int socket = -1;
    private boolean useless;

    /** @param file tells of the process, whose it is while there is one */
    Keeper(Path file) {
        this(file, KeeperProgram.LOOK_SECONDS);
    }

    /** @param lookSeconds after so long without a letter the process looks for the file */
    Keeper(Path file, int lookSeconds) {
        this.file = file;
        this.lookSeconds = lookSeconds;
        try {
            adopt();
        } catch (IOException | RuntimeException nobody) {
            forget();
        }
    }

    /** The process of an earlier engine, with all that it has. */
    private void adopt() throws IOException {
        String[] words;
        try {
            words = Files.readString(file).strip().split(" ");
        } catch (NoSuchFileException none) {
            return;
        }
        ProcessIdentity earlier = new ProcessIdentity(Integer.parseInt(words[0]), Long.parseLong(words[1]));
        pidfd = Linux.pidfdOpen(earlier.pid());
        // Looked at behind the opening: from now on the number cannot become another's.
        if (!earlier.isThere()) {
            forget();
            return;
        }
        socket = LinuxPipes.copyOf(pidfd, KeeperProgram.OUR_END_THERE);
        process = earlier;
        try (var all = Files.newDirectoryStream(Path.of("/proc/" + earlier.pid() + "/fd"))) {
            all.forEach(one -> kept.add(Integer.parseInt(one.getFileName().toString())));
        }
        kept.removeAll(Set.of(0, KeeperProgram.OUR_END_THERE));
        unclaimed.addAll(kept);
    }

    private void start() throws IOException {
        int[] pair = Linux.socketpair();
        int executable = -1;
        try {
            LinuxPipes.setReceiveTimeout(pair[0], lookSeconds);
            executable = Linux.executableInMemory("keeper", StaticExecutable.of(
                    KeeperProgram.loop(file.toAbsolutePath().toString()), Architecture.current()));
            child = Child.spawn(KeeperProgram.start(file), Map.of(KeeperProgram.ITS_END, pair[0], KeeperProgram.OUR_END, pair[1],
                    KeeperProgram.EXECUTABLE, executable));
            process = ProcessIdentity.of(child.pid()).orElseThrow(() -> new IOException("it has ended"));
            pidfd = Linux.pidfdOpen(process.pid());
            Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(unfinished, process.pid() + " " + process.startTime() + "\n");
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            child.open(KeeperProgram.WRITTEN_DOWN);
            child.awaitExec();
            socket = pair[1];
            pair[1] = -1;
        } finally {
            for (int one : new int[] {pair[0], pair[1], executable}) {
                if (one >= 0) {
                    Linux.close(one);
                }
            }
        }
    }

    /**
     * Keeps a copy of a descriptor.
     *
     * @return its name there; empty if that cannot be had
     */
    synchronized OptionalInt keep(int descriptor) {
        if (useless) {
            return OptionalInt.empty();
        }
        try {
            if (process == null) {
                start();
            }
            int number = ask(-1, descriptor);
            kept.add(number);
            return OptionalInt.of(number);
        } catch (IOException | RuntimeException trouble) {
            System.err.println("mini-docker: terminals will not survive the engine: " + trouble.getMessage());
            useless = true;
            end();
            return OptionalInt.empty();
        }
    }

    /** Of the process: numbers that another one gave mean nothing to it. */
    synchronized String name() {
        return process == null ? "nobody" : process.pid() + "-" + process.startTime();
    }

    /** Those of the numbers, given to an earlier engine by the process of that name, that are still good. */
    synchronized List<Integer> claim(String name, List<Integer> numbers) {
        if (!name.equals(name())) {
            return List.of();
        }
        unclaimed.removeAll(numbers);
        return numbers.stream().filter(kept::contains).toList();
    }

    /** All runs were taken up: what no one has claimed was for an engine that was killed before it could write the number down. */
    synchronized void dropUnclaimed() {
        Set.copyOf(unclaimed).forEach(this::drop);
        unclaimed.clear();
        if (process != null && kept.isEmpty()) {
            // An engine was killed when it had begun to keep something, and not come to it.
            end();
        }
    }

    /** A copy of a descriptor that is kept, be it by an earlier engine. */
    synchronized OptionalInt take(int number) {
        try {
            return kept.contains(number) ? OptionalInt.of(LinuxPipes.copyOf(pidfd, number)) : OptionalInt.empty();
        } catch (SyscallException cannot) {
            return OptionalInt.empty();
        }
    }

    /** It is not needed any more. */
    synchronized void drop(int number) {
        if (kept.remove(number)) {
            try {
                ask(number, -1);
            } catch (IOException | RuntimeException itIsGone) {
                end();
            }
            if (kept.isEmpty()) {
                // At once: an engine that is killed while it has no containers leaves no process behind.
                end();
            }
        }
    }

    private int ask(int closed, int descriptor) throws IOException {
        int question = random.nextInt();
        ByteBuffer letter = ByteBuffer.allocate(KeeperProgram.LETTER).order(ByteOrder.LITTLE_ENDIAN);
        letter.putInt(closed).putInt(question);
        LinuxPipes.send(socket, letter.array(), descriptor);
        while (true) {
            ByteBuffer answer = ByteBuffer.wrap(readAnswer()).order(ByteOrder.LITTLE_ENDIAN);
            // Another number is the answer to an engine that was killed before it read it.
            if (answer.getInt(4) == question) {
                return answer.getInt(KeeperProgram.NUMBER_IN_ANSWER);
            }
        }
    }

    private byte[] readAnswer() throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(KeeperProgram.ANSWER);
        while (answer.hasRemaining()) {
            byte[] part = new byte[answer.remaining()];
            int count = Linux.read(socket, part);
            if (count == 0) {
                throw new IOException("the process that keeps descriptors has ended");
            }
            answer.put(part, 0, count);
        }
        return answer.array();
    }

    private void end() {
        if (pidfd >= 0 && process != null) {
            Linux.pidfdSendSignal(pidfd, Signal.SIGKILL.number());
        }
        if (child != null) {
            child.close();
            child = null;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            // It names a process that is gone, which the next engine sees.
        }
        forget();
    }

    private void forget() {
        for (int one : new int[] {pidfd, socket}) {
            if (one >= 0) {
                Linux.close(one);
            }
        }
        pidfd = -1;
        socket = -1;
        process = null;
        kept.clear();
        unclaimed.clear();
    }

    /** The engine leaves. The process stays if it has something to keep. */
    @Override
    public synchronized void close() {
        if (kept.isEmpty()) {
            end();
        } else {
            forget();
        }
    }
}
