package minidocker.layers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Stat;

/** A layer in the making, in overlayfs' form, with the notes that an ordinary user may write. */
final class Made implements AutoCloseable {
    private final Path path;
    private final int root;

    Made(Path path) {
        LinuxFiles.mkdir(Linux.AT_FDCWD, path.toString(), 0755);
        this.path = path;
        this.root = Tree.open(path);
    }

    Path path() {
        return path;
    }

    int root() {
        return root;
    }

    Made folder(String name) {
        LinuxFiles.mkdir(root, name, 0755);
        return this;
    }

    Made file(String name, String content) {
        int file = Linux.openat(root, name, 0644, OpenFlag.O_CREAT, OpenFlag.O_EXCL, OpenFlag.O_WRONLY);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        LinuxFiles.write(file, bytes, 0, bytes.length);
        Linux.close(file);
        return this;
    }

    Made link(String name, String target) {
        LinuxFiles.symlink(target, root, name);
        return this;
    }

    Made whiteout(String name) {
        LinuxFiles.mknod(root, name, Stat.S_IFCHR, 0, 0);
        return this;
    }

    Made note(String file, String name, String value) {
        LinuxFiles.setXattr(root, file, "user.overlay." + name, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Made time(String file, long seconds) {
        LinuxFiles.setTimes(root, file, Instant.ofEpochSecond(seconds, 987_654_321), Instant.ofEpochSecond(seconds, 123_456_789));
        return this;
    }

    Layer layer() {
        return new Layer(path);
    }

    @Override
    public void close() {
        Linux.close(root);
    }
}
