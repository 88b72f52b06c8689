package minidocker.rootfs;

import java.nio.file.Path;

/** One file to make in a new root filesystem. */
sealed interface RootfsEntry {

    /** Where, absolute as it is seen from inside; no part of it but the last is a link. */
    Path path();

    /** What it is there for, in a few words. */
    String why();

    /** @param mode permission bits, with the sticky bit (01777) if it is to have one */
    record Directory(Path path, int mode, String why) implements RootfsEntry {}

    /**
     * A copy of one of the machine's own files, with its permission bits and time of change. Never setuid, setgid or
     * capabilities: they would make a program that gives rights away in a folder that anyone may have set up.
     *
     * @param source where the file lies for us
     * @param size   in bytes
     */
    record HostFile(Path path, Path source, long size, String why) implements RootfsEntry {}

    /** @param target as it shall stand in the link, seen from inside */
    record Link(Path path, Path target, String why) implements RootfsEntry {}

    /**
     * Another name of the same file, as on the host: some distributions have one file with the names of a hundred tools.
     *
     * @param first the path of the {@link HostFile}
     */
    record HardLink(Path path, Path first, String why) implements RootfsEntry {}

    /** A text of ours, in UTF-8. */
    record TextFile(Path path, String text, int mode, String why) implements RootfsEntry {}

    /** A character device: a name for a driver of the kernel's, by two numbers. Only root may make one. */
    record Device(Path path, int mode, int major, int minor, String why) implements RootfsEntry {}
}
