package minidocker.layers;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.tar.TarEntry;
import minidocker.tar.TarEntry.Extent;
import minidocker.tar.TarException;
import minidocker.tar.TarReader;

/** Writes the content of regular files, with holes where there are zeros. */
final class FileWriting {
    private static final int BUFFER = 256 * 1024;
    /** Smaller runs of zeros are not worth a hole: the block size of most filesystems. */
    private static final int HOLE = 4096;
    private static final byte[] ZEROS = new byte[HOLE];

    private final byte[] buffer = new byte[BUFFER];

    /** @param folder descriptor of a folder in which nothing has that name */
    void write(TarEntry entry, int folder, String name, TarReader content) throws IOException {
        int file = Linux.openat(folder, name, 0600, OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_EXCL, OpenFlag.O_NOFOLLOW);
        try {
            List<Extent> extents = entry.data() != null ? entry.data() : List.of(new Extent(0, entry.size()));
            boolean endsInHole = false;
            for (Extent extent : extents) {
                if (extent.offset() != 0) {
                    LinuxFiles.lseek(file, extent.offset(), 0);
                }
                endsInHole = copy(content, file, extent.length());
            }
            if (endsInHole || entry.data() != null) {
                LinuxFiles.ftruncate(file, entry.size());
            }
        } finally {
            Linux.close(file);
        }
    }

    /** Copies, and leaves holes where there are zeros. True if it ended with one. */
    private boolean copy(TarReader content, int file, long length) throws IOException {
        boolean hole = false;
        for (long left = length; left > 0; ) {
            int got = fill(content, (int) Math.min(left, BUFFER));
            left -= got;
            int written = 0;
            for (int at = 0; at < got; at += HOLE) {
                int size = Math.min(HOLE, got - at);
                boolean zeros = buffer[at] == 0 && Arrays.equals(buffer, at, at + size, ZEROS, 0, size) && size == HOLE;
                if (zeros) {
                    LinuxFiles.write(file, buffer, written, at - written);
                    LinuxFiles.lseek(file, size, 1);
                    written = at + size;
                }
                hole = zeros;
            }
            LinuxFiles.write(file, buffer, written, got - written);
        }
        return hole;
    }

    private int fill(TarReader content, int wanted) throws IOException {
        int got = 0;
        while (got < wanted) {
            int more = content.read(buffer, got, wanted - got);
            if (more < 0) {
                throw new TarException("the archive is broken: a file is shorter than it says");
            }
            got += more;
        }
        return got;
    }
}
