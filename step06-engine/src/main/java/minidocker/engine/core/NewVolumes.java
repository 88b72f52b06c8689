package minidocker.engine.core;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.engine.runtime.Bundle;
import minidocker.engine.runtime.RootAccess;
import minidocker.layers.Limits;
import minidocker.layers.Tree;
import minidocker.layers.Unpacker;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Stat;
import minidocker.syscall.SyscallException;

/** Makes the volumes of a new container that are not there yet. Each begins with what the image has in its place. */
record NewVolumes(Engine engine, Container container) {

    void fill(Bundle bundle) throws IOException {
        RootAccess root = null;
        try {
            for (MountPoint point : engine.located(container)) {
                Path folder = Path.of(point.source());
                if (point.type() != MountPoint.Type.VOLUME || Files.exists(folder)) {
                    continue;
                }
                Files.createDirectories(folder);
                if (!point.mode().contains("nocopy")) {
                    // Without the volumes themselves.
                    root = root == null ? RootAccess.open(bundle) : root;
                    copy(root, point.destination(), folder);
                }
            }
        } finally {
            if (root != null) {
                root.close();
            }
        }
    }

    private void copy(RootAccess root, String destination, Path folder) throws IOException {
        int from;
        try {
            from = root.open(destination, OpenFlag.O_DIRECTORY);
        } catch (SyscallException none) {
            if (none.is(Errno.ENOENT) || none.is(Errno.ENOTDIR)) {
                return;
            }
            throw none;
        }
        Path spooled = Files.createTempFile(engine.paths().allRun(), "volume-", ".tar");
        int to = Tree.open(folder);
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spooled));
                    TreeArchive archive = new TreeArchive(out, false)) {
                archive.addContent(from, "");
            }
            try (InputStream in = new BufferedInputStream(Files.newInputStream(spooled))) {
                Unpacker.files(in, to, Limits.none(), false);
            }
            Stat stat = LinuxFiles.stat(from, "");
            LinuxFiles.chown(to, ".", stat.uid(), stat.gid());
            LinuxFiles.chmod(to, ".", stat.permissions());
        } finally {
            Linux.close(to);
            Linux.close(from);
            Files.deleteIfExists(spooled);
        }
    }
}
