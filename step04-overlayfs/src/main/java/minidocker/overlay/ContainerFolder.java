package minidocker.overlay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import minidocker.cli.Home;
import minidocker.cli.UserError;
import minidocker.layers.Tree;
import minidocker.layers.CopiedRoot;
import minidocker.layers.Layer;
import minidocker.namespaces.ContainerOptions;
import minidocker.namespaces.RootFilesystem;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Stat;
import minidocker.syscall.SyscallException;

/**
 * The folder of a running container, and its scope: made when it starts, removed when it ends.
 *
 * <pre>
 * HOME/overlay/running/ID/0, 1, ...   links to the layers, 0 is the bottom; or empty folders to mount them onto
 *                         upper       what the container changes: a folder, or a link to one that is kept
 *                         work        the kernel's
 *                         merged      where everything is mounted, in the container's mount namespace; or a copy of all layers
 * HOME/overlay/kept/NAME              see {@link KeptContainer}
 * </pre>
 *
 * A process that uses a folder holds its lock, which the kernel takes away from a dead one. So a folder without a lock is left
 * over, whatever has happened, and the next run removes it.
 */
public final class ContainerFolder implements AutoCloseable {
    private static final String ID = "[0-9a-f]{12}";
    private static final int PASSABLE = 0711;

    private final Path path;
    private final int running;
    private final int lock;
    private final KeptUpper kept;
    private final List<Path> layers;
    private final UserMaps maps;
    private IdMappedLayers idMapped;
    private RootFilesystem root;

    private ContainerFolder(Path path, int running, int lock, KeptUpper kept, List<Path> layers, UserMaps maps) {
        this.path = path;
        this.running = running;
        this.lock = lock;
        this.kept = kept;
        this.layers = layers;
        this.maps = maps;
    }

    /** Where it would be, for a program that is only explained. */
    public static Path planned() {
        return running().resolve(ContainerOptions.newId());
    }

    /** What {@link #make} would make there with overlayfs, for a program that is only explained. */
    public static RootFilesystem planned(Path folder, List<Path> layers, UserMaps maps) {
        OverlayRoot overlay = new OverlayRoot(folder, layers, folder.resolve(OverlayRoot.UPPER), maps != null
                || UserMaps.weAreInUserNamespace());
        if (!IdMappedLayers.areWanted(maps)) {
            return overlay;
        }
        try (IdMappedLayers trial = IdMappedLayers.open(layers, maps)) {
            return trial.whyNot() == null ? new IdMappedRoot(overlay, Map.of()) : overlay;
        }
    }

    static Path running() {
        return Home.current().data().resolve("overlay/running");
    }

    /**
     * @param layers absolute, the bottom first
     * @param where to keep what changes, or null if nobody will want it; absolute
     * @param maps of the container's user namespace, or null: its root must own the upper
     */
    public static ContainerFolder make(List<Path> layers, Path where, Storage.Driver driver, UserMaps maps) {
        int running = Tree.open(running());
        int lock = -1;
        String id = ContainerOptions.newId();
        KeptUpper kept = null;
        try {
            // While a folder is made and not locked yet, nobody sweeps.
            LinuxFiles.lock(running, true);
            sweep(running, maps);
            LinuxFiles.mkdir(running, id, 0700);
            lock = Tree.open(running, id);
            LinuxFiles.lock(lock, true);
            LinuxFiles.unlock(running);
            kept = where == null ? null : KeptUpper.open(where, id);
            ContainerFolder folder = new ContainerFolder(running().resolve(id), running, lock, kept, layers, maps);
            if (driver == Storage.Driver.OVERLAY) {
                folder.stack();
            } else {
                folder.copy();
            }
            return folder;
        } catch (RuntimeException failure) {
            if (kept != null) {
                kept.close();
            }
            if (lock >= 0) {
                Tree.remove(running, id);
                Linux.close(lock);
            }
            Linux.close(running);
            throw failure;
        }
    }

    /** The folder of all these folders, made if it is not there. */
    public static Path makeRunning() {
        try {
            Files.createDirectories(running());
            Files.setAttribute(running(), "unix:mode", PASSABLE);
            return running();
        } catch (IOException failure) {
            throw new UserError("the folder " + running() + " cannot be made (" + failure.getMessage()
                    + "): MINI_DOCKER_HOME names another place");
        }
    }

    private void stack() {
        idMapped = IdMappedLayers.areWanted(maps) ? IdMappedLayers.open(layers, maps) : null;
        boolean shifted = idMapped != null && idMapped.whyNot() == null;
        for (int i = 0; i < layers.size(); i++) {
            if (shifted) {
                LinuxFiles.mkdir(lock, Integer.toString(i), 0700);
            } else {
                LinuxFiles.symlink(layers.get(i).toString(), lock, Integer.toString(i));
            }
        }
        LinuxFiles.mkdir(lock, OverlayRoot.MERGED, 0755);
        if (kept == null) {
            LinuxFiles.mkdir(lock, OverlayRoot.UPPER, 0755);
            LinuxFiles.mkdir(lock, OverlayRoot.WORK, 0700);
            asRootOfLayers(lock, OverlayRoot.UPPER);
            own(lock, OverlayRoot.WORK, maps);
        } else {
            LinuxFiles.symlink(kept.upper().toString(), lock, OverlayRoot.UPPER);
            LinuxFiles.symlink(kept.work().toString(), lock, OverlayRoot.WORK);
            if (kept.isNew()) {
                asRootOfLayers(Linux.AT_FDCWD, kept.upper().toString());
            }
            own(Linux.AT_FDCWD, kept.work().toString(), maps);
        }
        own(lock, "", maps);
        Path upper = kept == null ? path.resolve(OverlayRoot.UPPER) : kept.upper();
        OverlayRoot overlay = new OverlayRoot(path, layers, upper, maps != null || UserMaps.weAreInUserNamespace());
        root = shifted ? new IdMappedRoot(overlay, idMapped.mounts()) : overlay;
    }

    private void copy() {
        Path place = kept == null ? path.resolve(OverlayRoot.MERGED) : kept.upper();
        root = new RootFilesystem.Folder(place.toString());
        if (kept != null && !kept.isNew()) {
            return;
        }
        LinuxFiles.mkdir(lock, OverlayRoot.MERGED, 0755);
        int folder = Tree.open(lock, OverlayRoot.MERGED);
        List<Layer> topFirst = new ArrayList<>();
        try {
            layers.forEach(layer -> topFirst.add(0, new Layer(layer)));
            CopiedRoot.copy(topFirst, folder);
            asRootOfLayers(lock, OverlayRoot.MERGED);
            if (kept != null) {
                kept.take(lock, OverlayRoot.MERGED);
            }
        } finally {
            topFirst.forEach(Layer::close);
            Linux.close(folder);
        }
    }

    /** The root folder of the merged tree shows the upper's attributes: they are to be the layer's. */
    private void asRootOfLayers(int directory, String upper) {
        Stat layer = LinuxFiles.stat(Linux.AT_FDCWD, layers.get(layers.size() - 1).toString());
        if (maps == null && Linux.geteuid() == 0) {
            LinuxFiles.chown(directory, upper, layer.uid(), layer.gid());
        } else {
            own(directory, upper, maps);
        }
        LinuxFiles.chmod(directory, upper, layer.permissions());
    }

    /**
     * Gives a folder to root in the container, who must be able to write there. Where the container has one user only, that is
     * we.
     */
    static void own(int directory, String name, UserMaps maps) {
        if (maps != null && Linux.geteuid() == 0) {
            LinuxFiles.chown(directory, name, outside(maps.users()), outside(maps.groups()));
        }
    }

    private static int outside(List<minidocker.namespaces.IdMapping> mappings) {
        return mappings.stream().filter(mapping -> mapping.inside() == 0).map(mapping -> (int) mapping.outside()).findFirst()
                .orElseThrow(() -> new UserError("the ID map has no root (0:...), and only root can mount the layers: add one"));
    }

    /**
     * The folders of containers that ended without removing them. Some may be another user's (after a sudo, say): they are left
     * alone.
     */
    private static void sweep(int running, UserMaps maps) {
        for (String name : LinuxFiles.list(running)) {
            if (!name.matches(ID)) {
                continue;
            }
            try {
                int folder = Tree.open(running, name);
                try {
                    if (LinuxFiles.lock(folder, false)) {
                        Removal.remove(running, name, running().resolve(name), maps);
                    }
                } finally {
                    Linux.close(folder);
                }
            } catch (SyscallException | UserError notOurs) {
                continue;
            }
        }
    }

    public Path path() {
        return path;
    }

    /** What the container gets for its root. */
    public RootFilesystem root() {
        return root;
    }

    /** Says so, on standard error, if files of the layers belong to nobody in this container. */
    public void warnOfStrangers() {
        boolean copied = root instanceof RootFilesystem.Folder && IdMappedLayers.areWanted(maps);
        String why = copied ? "the layers are copied as they are" : idMapped == null ? null : idMapped.whyNot();
        if (why != null) {
            System.err.println("mini-docker: the layers' files belong to nobody in this user namespace: " + why);
        }
    }

    @Override
    public void close() {
        if (idMapped != null) {
            idMapped.close();
        }
        try {
            if (kept != null) {
                kept.close(maps);
            }
            Removal.remove(running, path.getFileName().toString(), path, maps);
        } finally {
            Linux.close(lock);
            Linux.close(running);
        }
    }
}
