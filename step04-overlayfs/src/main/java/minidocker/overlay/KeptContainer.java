package minidocker.overlay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.cli.Home;
import minidocker.cli.UserError;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;

/**
 * What is kept of a container under a name: {@code HOME/overlay/kept/NAME} with its {@code upper} and, as links 0, 1, 2, ..., its
 * layers. Where there is no overlayfs, {@code copy} has all of its files.
 *
 * @param folder absolute
 */
record KeptContainer(Path folder) {

    static KeptContainer of(String name) {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
            throw new UserError("the name " + name + " is not one: letters, digits, and _ . - within");
        }
        return new KeptContainer(Home.current().data().resolve("overlay/kept").resolve(name));
    }

    Path upper() {
        return folder.resolve(OverlayRoot.UPPER);
    }

    Path copy() {
        return folder.resolve("copy");
    }

    /** The bottom first; empty if nothing is kept under this name yet. */
    List<Path> layers() {
        List<Path> layers = new ArrayList<>();
        try {
            for (int i = 0; Files.isSymbolicLink(folder.resolve(Integer.toString(i))); i++) {
                layers.add(Files.readSymbolicLink(folder.resolve(Integer.toString(i))));
            }
        } catch (IOException unreadable) {
            throw new UserError("what is kept in " + folder + " cannot be read: " + unreadable.getMessage());
        }
        return layers;
    }

    /**
     * To be called with the layers of each run; an upper says what changed on its own layers only. The folder is closed to all
     * but the container's root: others on this machine are not to find its set-user-ID programs.
     *
     * @param maps of the container's user namespace, or null
     */
    void onLayers(List<Path> layers, UserMaps maps) {
        List<Path> before = layers();
        if (!before.isEmpty() && !before.equals(layers)) {
            throw new UserError("what is kept as " + folder.getFileName()
                    + " lies on other layers: leave out --layer, or take another name");
        }
        try {
            if (Files.notExists(folder)) {
                Files.createDirectories(folder.getParent());
                LinuxFiles.mkdir(Linux.AT_FDCWD, folder.toString(), 0700);
                ContainerFolder.own(Linux.AT_FDCWD, folder.toString(), maps);
            }
            for (int i = before.size(); i < layers.size(); i++) {
                Files.createSymbolicLink(folder.resolve(Integer.toString(i)), layers.get(i));
            }
        } catch (IOException failure) {
            throw new UserError("the folder " + folder + " cannot be written (" + failure.getMessage()
                    + "): MINI_DOCKER_HOME names another place");
        }
    }
}
