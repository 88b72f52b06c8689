package minidocker.images.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;
import minidocker.cgroups.MemorySize;

/**
 * How much a layer may become. DEFLATE makes a thousand bytes of one at most, zstd any number; what people have in images becomes
 * three to ten times as long, a file of zeros aside. And whatever a layer becomes, the disk is not filled to its last byte: others
 * live on it, too.
 *
 * @param bytes   any layer may become so long
 * @param factor  and so many times as long as it came besides
 * @param reserve bytes of the disk that are kept free; a twentieth of it if that is less
 */
public record UnpackLimit(long bytes, long factor, long reserve) {
    public static final UnpackLimit DEFAULT = new UnpackLimit(16L << 30, 100, 512 << 20);

    /** How large any layer may become, for who trusts an image that is refused: {@code 64g}. */
    public static final String VARIABLE = "MINI_DOCKER_LAYER_LIMIT";

    /** Between two looks at the disk. */
    private static final long STEP = 16 << 20;

    /** @throws IllegalArgumentException if the user has set a limit that is no size */
    public static UnpackLimit of(Map<String, String> environment) {
        String said = environment.getOrDefault(VARIABLE, "");
        if (said.isEmpty()) {
            return DEFAULT;
        }
        try {
            return new UnpackLimit(MemorySize.parse(said).bytes(), DEFAULT.factor, DEFAULT.reserve);
        } catch (IllegalArgumentException noSize) {
            throw new IllegalArgumentException(VARIABLE + " says how large a layer may become: " + noSize.getMessage(), noSize);
        }
    }

    /**
     * Watches one layer.
     *
     * @param what       to call it
     * @param folder     on the disk it is unpacked to
     * @param compressed how many bytes of it were read so far
     */
    CountingStream.Watch watch(String what, Path folder, LongSupplier compressed) throws IOException {
        FileStore disk = Files.getFileStore(folder);
        long[] next = new long[1];
        return count -> {
            if (count - bytes > compressed.getAsLong() * factor) {
                throw new IOException("the layer " + what + " is refused as a decompression bomb: " + compressed.getAsLong()
                        + " bytes of it became more than " + count + ", which is " + factor + " times as much and "
                        + (bytes >> 20) + " MiB; if you trust it, set " + VARIABLE + " to what a layer may become, such as 64g");
            }
            if (count >= next[0]) {
                next[0] = count + STEP;
                check(what, 0, folder, disk);
            }
        };
    }

    /** Refuses what the disk has no room for. */
    public void check(String what, long wanted, Path folder) throws IOException {
        check(what, wanted, folder, Files.getFileStore(folder));
    }

    private void check(String what, long wanted, Path folder, FileStore disk) throws IOException {
        long kept = Math.min(reserve, disk.getTotalSpace() / 20);
        long left = disk.getUsableSpace();
        if (left - wanted < kept) {
            throw new IOException("there is too little room for the layer " + what + ": the disk of " + folder.getParent() + " has "
                    + (left >> 20) + " MiB left, of which " + (kept >> 20) + " MiB are kept free; make room and try again");
        }
    }
}
