package minidocker.chroot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.cli.Home;
import minidocker.cli.UserError;
import minidocker.rootfs.RootfsMaker;
import picocli.CommandLine.Option;

/** Which root filesystem a program runs in. */
public final class RootfsOptions {
    @Option(names = "--rootfs", paramLabel = "DIR",
            description = "The root filesystem; if none is named, one is made from this machine's own programs when it is first needed.")
    Path rootfs;

    /** Whether the user named one. */
    public boolean isNamed() {
        return rootfs != null;
    }

    /**
     * The folder, absolute and without links, so that the program's calls show where it really is.
     *
     * @param make whether the default one is made if it is missing; if not, its path is all that is wanted
     */
    public Path resolve(boolean make) {
        if (rootfs == null) {
            Path ours = Home.current().hostbox();
            if (make) {
                RootfsMaker.ensure(ours).ifPresent(made -> System.err.println("mini-docker: made a root filesystem from this machine's own programs, once: " + made));
            }
            return ours;
        }
        if (rootfs.toString().isEmpty()) {
            throw new UserError("the root filesystem has an empty name: name its folder, or leave out --rootfs");
        }
        if (!Files.exists(rootfs)) {
            throw new UserError("there is no root filesystem " + rootfs + ": 'rootfs create " + rootfs + "' makes one");
        }
        if (!Files.isDirectory(rootfs)) {
            throw new UserError(rootfs + " is a file; a root filesystem is a folder, and 'rootfs create DIR' makes one");
        }
        try {
            return rootfs.toRealPath();
        } catch (IOException unreadable) {
            throw new UserError("the root filesystem " + rootfs + " cannot be reached: " + unreadable.getMessage());
        }
    }
}
