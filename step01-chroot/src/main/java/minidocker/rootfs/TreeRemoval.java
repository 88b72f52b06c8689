package minidocker.rootfs;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes a directory with all that is in it, and nothing else: it goes down with openat(2) and O_NOFOLLOW, so no link leads
 * it elsewhere, not even one that is put in a directory's place while it is at work.
 */
public final class TreeRemoval {
    private TreeRemoval() {}

    /**
     * What is gone already is no trouble.
     *
     * @throws IOException when it cannot be removed; nothing is, if something is mounted in it: that belongs to somebody else
     */
    public static void remove(Path tree) throws IOException {
        Optional<Path> mount = mountIn(tree);
        if (mount.isPresent()) {
            throw new IOException("something is mounted on " + mount.get() + " (umount it first)");
        }
        Path parent = tree.toAbsolutePath().getParent();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
            if (!(stream instanceof SecureDirectoryStream<Path> folder)) {
                throw new IOException("the file system below " + parent + " gives no safe way to remove a tree");
            }
            removeFrom(folder, tree.getFileName(), tree);
        } catch (NoSuchFileException gone) {
            return;
        }
    }

    /** The uppermost mount point at or below {@code tree}, which is a real path; from /proc/self/mountinfo, proc(5). */
    static Optional<Path> mountIn(Path tree) throws IOException {
        Path mounts = Path.of("/proc/self/mountinfo");
        if (!Files.isReadable(mounts)) {
            return Optional.empty();
        }
        return Files.readAllLines(mounts, StandardCharsets.ISO_8859_1).stream().map(line -> unescape(line.split(" ")[4]))
                .map(Path::of).filter(path -> path.startsWith(tree)).min(Comparator.comparing(Path::getNameCount));
    }

    /** Blanks, tabs, newlines and backslashes stand there as a backslash and three octal digits; other bytes as they are. */
    private static String unescape(String text) {
        String bytes = Pattern.compile("\\\\([0-7]{3})").matcher(text)
                .replaceAll(octal -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(octal.group(1), 8))));
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), Charset.defaultCharset());
    }

    private static void removeFrom(SecureDirectoryStream<Path> folder, Path name, Path whole) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException gone) {
            return;
        }
        if (!attributes.isDirectory()) {
            folder.deleteFile(name);
            return;
        }
        try (SecureDirectoryStream<Path> inner = open(folder, name, whole)) {
            for (Path child : inner) {
                removeFrom(inner, child.getFileName(), whole.resolve(child.getFileName()));
            }
        }
        folder.deleteDirectory(name);
    }

    private static SecureDirectoryStream<Path> open(SecureDirectoryStream<Path> folder, Path name,
            Path whole) throws IOException {
        try {
            return folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException closed) {
            // Never for root, so there is nothing to gain from a link here: a user can do this to his own directories only.
            Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString("rwx------"));
            return folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
