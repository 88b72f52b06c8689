package minidocker.tar;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import minidocker.syscall.Stat;

/**
 * A member of an archive.
 *
 * @param name as it stands there; a folder's may end with a slash
 * @param mode the twelve bits of chmod(2)
 * @param size of the file, holes included; 0 if it is no regular file
 * @param target of a link, or ""
 * @param attributes extended ones, by name
 * @param data the parts of a sparse file that are in the archive, in their order; null if all of it is
 */
public record TarEntry(String name, Kind kind, int mode, long uid, long gid, long size, Instant modified, String target,
        int major, int minor,
        SortedMap<String, byte[]> attributes, List<Extent> data) {

    /** Its type flag in the header, and its type in inode(7). */
    public enum Kind {
        REGULAR('0', Stat.S_IFREG), HARD_LINK('1', 0), SYMBOLIC_LINK('2', Stat.S_IFLNK), CHARACTER_DEVICE('3', Stat.S_IFCHR),
        BLOCK_DEVICE('4', Stat.S_IFBLK), FOLDER('5', Stat.S_IFDIR), FIFO('6', Stat.S_IFIFO);

        private final char flag;
        private final int type;

        Kind(char flag, int type) {
            this.flag = flag;
            this.type = type;
        }

        public char flag() {
            return flag;
        }

        /** As in {@link Stat#type()}; 0 for a hard link. */
        public int type() {
            return type;
        }

        /** Null for a socket, which no archive can hold. */
        public static Kind of(Stat stat) {
            for (Kind kind : values()) {
                if (kind.type == stat.type()) {
                    return kind;
                }
            }
            return null;
        }

        static Kind of(char flag) {
            for (Kind kind : values()) {
                if (kind.flag == flag) {
                    return kind;
                }
            }
            // 7 is a contiguous file, S one of GNU tar's with holes, and zero what regular files had before there were types.
            return flag == '7' || flag == '\0' || flag == 'S' ? REGULAR : null;
        }
    }

    /** A part of a sparse file. */
    public record Extent(long offset, long length) {
        long end() {
            return offset + length;
        }
    }

    public TarEntry {
        attributes = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        data = data == null ? null : List.copyOf(data);
    }

    /** Without attributes and holes. */
    public static TarEntry of(String name, Kind kind, int mode, long uid, long gid, long size, Instant modified, String target) {
        return new TarEntry(name, kind, mode, uid, gid, size, modified, target, 0, 0, new TreeMap<>(), null);
    }

    /** How many bytes of it are in the archive. */
    long stored() {
        return data == null ? size : data.stream().mapToLong(Extent::length).sum();
    }
}
