package minidocker.images.container;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import minidocker.chroot.User;
import minidocker.layers.Tree;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Stat;
import minidocker.syscall.SyscallException;

/**
 * Who a user is inside an image: passwd(5) and group(5) of the image decide, not those of the host. The files are read from the
 * layers before anything is mounted, each inside its layer as if that were the whole world, so that no link in an image leads to
 * a file of the host.
 */
public final class ImageUsers {
    /** Larger than any such file; an image may hold anything in its place. */
    private static final int MAX_BYTES = 1 << 20;
    private static final long LARGEST_ID = 4_294_967_294L;

    private final List<String[]> passwd;
    private final List<String[]> group;

    private ImageUsers(String passwd, String group) {
        this.passwd = lines(passwd);
        this.group = lines(group);
    }

    /** @param layers the bottom first */
    public static ImageUsers of(List<Path> layers) {
        return new ImageUsers(read(layers, "etc/passwd"), read(layers, "etc/group"));
    }

    /** For tests: of files with this content. */
    static ImageUsers of(String passwd, String group) {
        return new ImageUsers(passwd, group);
    }

    private static List<String[]> lines(String text) {
        return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.strip().split(":", -1))
                .toList();
    }

    /** The highest layer that has it; empty if there is none. */
    private static String read(List<Path> layers, String file) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            int root = Tree.open(layers.get(i));
            try {
                Optional<String> content = read(root, file);
                if (content.isPresent()) {
                    return content.get();
                }
            } finally {
                Linux.close(root);
            }
        }
        return "";
    }

    /** Empty if the layer does not say; a whiteout says that the file is gone, and anything that is no file has no lines. */
    private static Optional<String> read(int root, String file) {
        int fd;
        try {
            // Not to wait for the writer of a fifo.
            fd = Linux.openInRoot(root, file, OpenFlag.O_NONBLOCK, OpenFlag.O_NOCTTY);
        } catch (SyscallException e) {
            return e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) ? Optional.empty() : Optional.of("");
        }
        try {
            if (LinuxFiles.stat(fd, "").type() != Stat.S_IFREG) {
                return Optional.of("");
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = LinuxFiles.read(fd, buffer, 0, buffer.length); n > 0
                    && content.size() < MAX_BYTES; n = LinuxFiles.read(fd, buffer, 0, buffer.length)) {
                content.write(buffer, 0, n);
            }
            return Optional.of(content.toString(StandardCharsets.UTF_8));
        } finally {
            Linux.close(fd);
        }
    }

    /**
     * @param text {@code name}, {@code uid}, {@code name:group}, {@code uid:gid} or a mixture
     * @throws IllegalArgumentException in Docker's words, if a name is not known
     */
    public User find(String text) {
        String[] parts = text.split(":", 2);
        Optional<String[]> entry = passwd.stream().filter(line -> line.length >= 4 && line[0].equals(parts[0])).findFirst()
                .or(() -> passwd.stream()
                        .filter(line -> line.length >= 4 && isId(parts[0]) && isId(line[2]) && id(line[2]) == id(parts[0]))
                        .findFirst());
        if (entry.isEmpty() && !isId(parts[0])) {
            throw new IllegalArgumentException("unable to find user " + parts[0]
                    + ": no matching entries in passwd file of the image");
        }
        int uid = entry.filter(line -> isId(line[2])).map(line -> id(line[2])).orElseGet(() -> id(parts[0]));
        if (parts.length == 2 && !parts[1].isEmpty()) {
            return new User(uid, gid(parts[1]));
        }
        int gid = entry.filter(line -> isId(line[3])).map(line -> id(line[3])).orElse(0);
        List<Integer> groups = new ArrayList<>();
        entry.ifPresent(line -> group.stream()
                .filter(one -> one.length >= 4 && isId(one[2]) && List.of(one[3].split(",")).contains(line[0]))
                .forEach(one -> groups.add(id(one[2]))));
        return new User(uid, gid, groups);
    }

    /** Where the user is at home; / if nothing says. */
    public String home(User user) {
        return passwd.stream()
                .filter(line -> line.length >= 6 && isId(line[2]) && id(line[2]) == user.uid() && line[5].startsWith("/"))
                .map(line -> line[5]).findFirst().orElse("/");
    }

    private int gid(String text) {
        return group.stream().filter(line -> line.length >= 3 && line[0].equals(text) && isId(line[2])).map(line -> id(line[2]))
                .findFirst()
                .orElseGet(() -> {
                    if (!isId(text)) {
                        throw new IllegalArgumentException("unable to find group " + text
                                + ": no matching entries in group file of the image");
                    }
                    return id(text);
                });
    }

    private static boolean isId(String text) {
        return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= LARGEST_ID;
    }

    private static int id(String text) {
        return (int) Long.parseLong(text);
    }
}
