package minidocker.engine.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.MountPoint.Trait;
import minidocker.engine.runtime.Bundle;
import minidocker.engine.runtime.RootAccess;
import minidocker.engine.volume.Volume;
import minidocker.engine.volume.VolumeStore;
import minidocker.layers.Limits;
import minidocker.layers.Tree;
import minidocker.layers.Unpacker;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Stat;
import minidocker.syscall.SyscallException;

/**
 * What the volumes of a new container begin with: as long as nothing is in one, what the image has in its place, with owners,
 * modes, extended attributes and links. That comes into a folder beside the volume's, which takes its place in one step: no crash
 * leaves a part of it. Only where another container may be looking at the volume already, its own folder is filled.
 */
final class NewVolumes implements AutoCloseable {
    private static final int PIPE_BYTES = 1 << 20;

    private final Container container;
    private final VolumeStore store;
    private final Bundle bundle;
    private RootAccess root;

    NewVolumes(Container container, VolumeStore store, Bundle bundle) {
        this.container = container;
        this.store = store;
        this.bundle = bundle;
    }

    void fill() throws IOException {
        for (MountPoint point : container.mounts()) {
            if (point.isVolume()) {
                Volume volume = store.find(point.name());
                // Whoever else is about to use it waits here, until it has what it begins with.
                synchronized (store.monitor(point.name())) {
                    fill(point, volume);
                }
            }
        }
    }

    private void fill(MountPoint point, Volume volume) throws IOException {
        boolean elsewhere = volume.isMounted() && !volume.isBind();
        Path data = volume.isBind() ? Path.of(volume.device()) : volume.data();
        if (elsewhere || point.has(Trait.NO_COPY) || !isEmpty(data)) {
            return;
        }
        int from = folder(point);
        if (from < 0) {
            return;
        }
        try {
            boolean alone = !volume.isMounted() && store.users(volume.name()).equals(List.of(container.id().hex()));
            if (alone) {
                replace(from, volume);
            } else {
                copy(from, data);
            }
        } finally {
            Linux.close(from);
        }
    }

    private void replace(int from, Volume volume) throws IOException {
        try {
            Path fresh = store.beside(volume);
            copy(from, fresh);
            Files.move(fresh, volume.data(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException failure) {
            store.nothingBeside(volume);
            throw failure;
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var files = Files.newDirectoryStream(folder)) {
            return !files.iterator().hasNext();
        }
    }

    /** What the image has there; -1 if that is nothing. */
    private int folder(MountPoint point) {
        // Without the volumes themselves.
        root = root == null ? RootAccess.open(bundle) : root;
        try {
            return root.open(point.destination(), OpenFlag.O_DIRECTORY);
        } catch (SyscallException none) {
            if (none.is(Errno.ENOTDIR)) {
                throw new Refusal(Kind.BAD_PARAMETER, point.has(Trait.OWN)
                        ? "cannot mount volume over existing file, file exists " + point.destination()
                        : "source " + point.destination() + " of the image is not directory", none);
            } else if (none.is(Errno.ENOENT) || none.is(Errno.ELOOP)) {
                return -1;
            }
            throw none;
        }
    }

    private static void copy(int from, Path folder) throws IOException {
        int to = Tree.open(folder);
        try {
            content(from, to);
            Stat stat = LinuxFiles.stat(from, "");
            LinuxFiles.chown(to, ".", stat.uid(), stat.gid());
            for (String name : LinuxFiles.listXattr(from, ".")) {
                if (TreeArchive.isKept(name)) {
                    LinuxFiles.setXattr(to, ".", name, LinuxFiles.getXattr(from, ".", name));
                }
            }
            LinuxFiles.chmod(to, ".", stat.permissions());
            LinuxFiles.setTimes(to, ".", stat.modified(), stat.modified());
        } finally {
            Linux.close(to);
        }
    }

    private static void content(int from, int to) throws IOException {
        PipedInputStream in = new PipedInputStream(PIPE_BYTES);
        OutputStream out = new PipedOutputStream(in);
        FutureTask<Void> packing = new FutureTask<>(() -> {
            // An error closes the pipe, too, or the other end would wait for ever.
            try (OutputStream pipe = out; TreeArchive archive = TreeArchive.whole(pipe)) {
                archive.addContent(from, "");
            }
            return null;
        });
        Thread packer = new Thread(packing, "volume");
        packer.setDaemon(true);
        packer.start();
        try (InputStream archive = in) {
            Unpacker.files(archive, to, Limits.none(), false);
        } catch (IOException | RuntimeException failure) {
            try {
                finish(packing);
            } catch (IOException | RuntimeException ofThat) {
                failure.addSuppressed(ofThat);
            }
            throw failure;
        }
        finish(packing);
    }

    /** It reads from a descriptor that is ours to close: not before it has come to its end. */
    private static void finish(FutureTask<Void> packing) throws IOException {
        try {
            packing.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            throw new Refusal(Kind.UNAVAILABLE, "the engine is leaving", leaving);
        }
    }

    @Override
    public void close() {
        if (root != null) {
            root.close();
        }
    }
}
