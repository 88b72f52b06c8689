package minidocker.rootfs;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What {@link RootfsMaker} has made.
 *
 * @param directory where it lies
 * @param files     how many files were copied from the host
 * @param bytes     their size
 * @param notes     what is not as one might expect, a sentence each; mostly none
 */
public record MadeRootfs(Path directory, int files, long bytes, List<String> notes) {
    public MadeRootfs {
        notes = List.copyOf(notes);
    }

    /** {@code /srv/box: 143 files of this machine, 23.1 MB}. A MB is a million bytes. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %d files of this machine, %.1f MB", directory, files, bytes / 1e6);
    }
}
