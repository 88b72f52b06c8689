package minidocker.engine.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import minidocker.cli.Home;
import minidocker.cli.UserError;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Linux;

/** Where an engine's files lie. */
record EngineFiles(Home home) {

    Path lock() {
        return home.data().resolve("engine.lock");
    }

    Path socket() {
        return home.run().resolve("mini-docker.sock");
    }

    Path notice() {
        return home.run().resolve("engine.json");
    }

    Path log() {
        return home.run().resolve("engine.log");
    }

    Path images() {
        return home.data().resolve("images");
    }

    /** Both folders of the home. An ordinary user's are closed to all others: whoever reaches the socket is that user. */
    void makeFolders() throws IOException {
        for (Path folder : List.of(home.data(), home.run())) {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                if (Linux.geteuid() != 0 || UserMaps.weAreInUserNamespace()) {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
                }
            }
        }
    }

    /**
     * Where an ordinary user has no $XDG_RUNTIME_DIR, the folder has a name in /tmp that everybody can guess and make first.
     *
     * @throws UserError if it belongs to neither us nor root
     */
    void refuseStrangers() throws IOException {
        int uid = Linux.geteuid();
        for (Path folder : List.of(home.run().getParent(), home.run())) {
            if (uid != 0 && Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                int owner = (Integer) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
                if (owner != uid && owner != 0) {
                    throw new UserError(folder + " belongs to user " + Integer.toUnsignedString(owner)
                            + ", who could be anybody's engine to you: set XDG_RUNTIME_DIR to a folder of yours");
                }
            }
        }
    }
}
