package minidocker.rootfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import minidocker.cli.UserError;

/**
 * Makes root filesystems out of the host's own programs: enough of them for a shell and the usual tools, with the libraries
 * that each one is linked with, at the same paths as on the host.
 *
 * <p>The directory appears complete or not at all, see {@link StagedDirectory}; it is not made to survive a power cut in that
 * very moment. It bears a {@link #MARK}, by which it is known as something that can be made again.
 */
public final class RootfsMaker {
    /** In the root of each that was made here. */
    static final String MARK = ".mini-docker-rootfs";

    private final RootfsPlanner planner;

    /** What stands at the place where a root filesystem shall be. */
    private enum Place { FREE, MADE_BY_US }

    /** @param machine which programs are any use there */
    RootfsMaker(HostTree host, CommandSearch commands, ElfArchitecture machine) {
        this.planner = new RootfsPlanner(host, commands, machine);
    }

    /** One that takes from this machine what a shell would find with the PATH of now. */
    static RootfsMaker ofThisMachine() {
        HostTree host = HostTree.ofThisMachine();
        return new RootfsMaker(host, CommandSearch.of(host, System.getenv("PATH")), ElfArchitecture.ofThisMachine());
    }

    /**
     * Makes {@code dir}, which must not exist or be empty, with the usual tools and the commands {@code with}.
     *
     * @param with names that are in PATH, or paths
     * @throws UserError one sentence, when it cannot be made; then there is nothing new
     */
    public static MadeRootfs create(Path dir, List<String> with) {
        return ofThisMachine().make(dir, with, false);
    }

    /**
     * Makes {@code dir} with the usual tools if it has not been made before. Of several processes that do so at once each
     * finds a complete one afterwards.
     *
     * @return what was made, or empty if it was there
     */
    public static Optional<MadeRootfs> ensure(Path dir) {
        if (isMade(dir)) {
            return Optional.empty();
        }
        try {
            return Optional.of(create(dir, List.of()));
        } catch (UserError e) {
            if (isMade(dir)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether {@code dir} was made here, completely. */
    public static boolean isMade(Path dir) {
        return Files.isRegularFile(dir.resolve(MARK), LinkOption.NOFOLLOW_LINKS);
    }

    /** @return what {@link #make} would make */
    RootfsPlan plan(List<String> with) {
        try {
            return planner.plan(with);
        } catch (UncheckedIOException e) {
            throw new UserError(FileTrouble.sentence("cannot read " + file(e.getCause()), e.getCause()));
        }
    }

    /** @param force whether to replace a root filesystem that was made before; never anything else */
    MadeRootfs make(Path dir, List<String> with, boolean force) {
        try {
            Path place = realPath(dir);
            Place before = look(place, dir, force);
            RootfsPlan plan = plan(with);
            List<String> notes = new ArrayList<>(plan.notes());
            try (StagedDirectory staged = new StagedDirectory(place)) {
                refuseIfTooSmall(staged.path(), dir, plan.bytes());
                RootfsWriter writer = new RootfsWriter(staged.path(), staged::stopped);
                writer.write(plan);
                if (writer.lacksDevices()) {
                    notes.add("without device files, which only root may make (and not on a disk that is mounted nodev): /dev/null in there is an"
                            + " ordinary file");
                }
                if (before == Place.MADE_BY_US) {
                    staged.moveInPlaceOfTheOld();
                } else {
                    staged.moveInPlace();
                }
            }
            return new MadeRootfs(dir, plan.files(), plan.bytes(), notes);
        } catch (IOException e) {
            throw new UserError(FileTrouble.sentence("cannot make the root filesystem " + dir, e));
        }
    }

    private static Place look(Path place, Path dir, boolean force) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return Place.FREE;
        } else if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new UserError(dir + " is a file, and a root filesystem is a directory: name another place");
        }
        Optional<Path> mount = TreeRemoval.mountIn(place);
        if (mount.isPresent() && mount.get().equals(place)) {
            throw new UserError("something is mounted on " + dir
                    + ", so it cannot be exchanged for a new directory: name one below it");
        }
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(place)) {
            if (!inside.iterator().hasNext()) {
                return Place.FREE;
            }
        }
        if (!isMade(place)) {
            throw new UserError(dir
                    + " is not empty, and it was not made by rootfs create: name another directory, or empty it first");
        } else if (!force) {
            throw new UserError(dir + " is a root filesystem already: use it, or have it replaced with --force");
        } else if (mount.isPresent()) {
            throw new UserError("cannot replace " + dir + " while something is mounted on " + mount.get()
                    + ": umount it first");
        }
        return Place.MADE_BY_US;
    }

    /** Links on the way to it, and it itself if it is one, are the user's own words for the place. */
    private static Path realPath(Path dir) throws IOException {
        Path missing = dir.toAbsolutePath();
        if (Files.exists(missing)) {
            return missing.toRealPath();
        } else if (Files.isSymbolicLink(missing)) {
            throw new UserError(dir + " is a link to " + Files.readSymbolicLink(missing)
                    + ", which does not exist: make that, or remove the link");
        }
        missing = missing.normalize();
        Path there = missing;
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new UserError("cannot make " + dir + ": " + there + " is not a directory");
        }
        return there.toRealPath().resolve(there.relativize(missing));
    }

    private static void refuseIfTooSmall(Path staged, Path dir, long bytes) {
        long free = staged.toFile().getUsableSpace();
        if (free < bytes) {
            throw new UserError(String.format(Locale.ROOT,
                    "cannot make the root filesystem %s: it takes %.1f MB, and on that disk are"
                    + " only %.1f MB left (make room, or choose a place on another disk)", dir, bytes / 1e6, free / 1e6));
        }
    }

    private static String file(IOException e) {
        return e instanceof FileSystemException named && named.getFile() != null ? named.getFile() : "a file";
    }
}
