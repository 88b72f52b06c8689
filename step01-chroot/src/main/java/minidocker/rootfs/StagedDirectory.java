package minidocker.rootfs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import minidocker.cli.UserError;

/**
 * A directory that appears as a whole or not at all. It is filled under a hidden name beside its later place, hence on the
 * same file system, and renamed when it is complete. When that fails, or the JVM is told to end (^C), it is removed; when the
 * JVM was killed, the next one that makes a directory of the same name removes it.
 *
 * <p>The hidden name is {@code .NAME.mini-docker-PID-RANDOM}: left over is one whose process is no more.
 */
final class StagedDirectory implements AutoCloseable {
    private final Path place;
    private final Path staged;
    /** Where a directory that is replaced waits until the new one is in place. */
    private final Path replaced;
    private final Deque<Path> madeParents = new ArrayDeque<>();
    private final ReentrantLock filling = new ReentrantLock();
    private final Thread atEnd = new Thread(this::stop, "remove-half-made-directory");
    private volatile boolean stopped;
    private boolean inPlace;

    /** @param place absolute, its existing part without links */
    StagedDirectory(Path place) throws IOException {
        this.place = place;
        String prefix = prefix(place) + ProcessHandle.current().pid() + "-";
        int random = ThreadLocalRandom.current().nextInt();
        this.staged = place.resolveSibling(prefix + Integer.toHexString(random));
        this.replaced = place.resolveSibling(prefix + Integer.toHexString(random + 1));
        filling.lock();
        Runtime.getRuntime().addShutdownHook(atEnd);
        try {
            makeParents();
            removeLeftOvers();
            Files.createDirectory(staged);
            Files.setAttribute(staged, "unix:mode", 0755);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static String prefix(Path place) {
        return "." + place.getFileName() + ".mini-docker-";
    }

    /** Where to put what shall be in it. */
    Path path() {
        return staged;
    }

    /** Whether the JVM is about to end, so that there is no sense in going on. */
    boolean stopped() {
        return stopped;
    }

    /** What is at its place, if anything, must be an empty directory. */
    void moveInPlace() throws IOException {
        refuseIfStopped();
        Files.move(staged, place, StandardCopyOption.ATOMIC_MOVE);
        inPlace = true;
    }

    /** The directory at its place is removed once the new one is there. Nothing may be mounted in it. */
    void moveInPlaceOfTheOld() throws IOException {
        refuseIfStopped();
        Files.move(place, replaced, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(staged, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.move(replaced, place, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        inPlace = true;
        try {
            TreeRemoval.remove(replaced);
        } catch (IOException e) {
            throw new UserError(FileTrouble.sentence(
                    place + " is the new one, but the old one, now " + replaced + ", cannot be removed", e));
        }
    }

    private void refuseIfStopped() {
        if (stopped) {
            throw new UserError("stopped before " + place + " was complete, so there is none");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException ending) {
            // Then the hook waits for the lock, and finds nothing left to do.
        }
        try {
            removeUnfinished();
        } finally {
            filling.unlock();
        }
    }

    /** On another thread, while the JVM ends: the one that fills the directory goes on, and has to notice first. */
    private void stop() {
        stopped = true;
        try {
            if (filling.tryLock(5, TimeUnit.SECONDS)) {
                removeUnfinished();
            }
        } catch (IOException | InterruptedException e) {
            // The next run removes it.
            return;
        }
    }

    private void removeUnfinished() throws IOException {
        if (!inPlace) {
            TreeRemoval.remove(staged);
            for (Path parent : madeParents) {
                Files.deleteIfExists(parent);
            }
            madeParents.clear();
        }
    }

    private void makeParents() throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path parent = place.getParent(); parent != null && !Files.exists(parent); parent = parent.getParent()) {
            missing.push(parent);
        }
        for (Path parent : missing) {
            Files.createDirectory(parent);
            madeParents.push(parent);
        }
    }

    /** As far as it is ours to remove: in a folder such as /tmp, others may have left something of that name. */
    private void removeLeftOvers() throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(prefix(place)) + "(\\d{1,9})-[0-9a-f]+");
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(place.getParent())) {
            for (Path sibling : siblings) {
                Matcher leftOver = name.matcher(sibling.getFileName().toString());
                if (leftOver.matches() && ProcessHandle.of(Long.parseLong(leftOver.group(1))).isEmpty()) {
                    try {
                        TreeRemoval.remove(sibling);
                    } catch (IOException notOurs) {
                        continue;
                    }
                }
            }
        }
    }
}
