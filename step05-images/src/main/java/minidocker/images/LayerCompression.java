package minidocker.images;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * How an archive is compressed, by its first bytes: what a media type says about it is wrong often enough that all engines look
 * for themselves.
 */
public enum LayerCompression {
    /** Also what is unknown: then it is no tar archive either. */
    NONE, GZIP, ZSTD, BZIP2, XZ;

    private static final int BUFFER = 64 << 10;
    private static final int LONGEST_MAGIC = 6;

    static LayerCompression of(byte[] start) {
        if (starts(start, 0x1f, 0x8b)) {
            return GZIP;
        }
        // RFC 8878: a frame, or a skippable one (0x184D2A50 to 5F), which some compressors put first.
        boolean skippable = start.length > 3 && (start[0] & 0xf0) == 0x50 && start[1] == 0x2a && start[2] == 0x4d
                && start[3] == 0x18;
        if (starts(start, 0x28, 0xb5, 0x2f, 0xfd) || skippable) {
            return ZSTD;
        }
        return starts(start, 'B', 'Z', 'h') ? BZIP2 : starts(start, 0xfd, '7', 'z', 'X', 'Z', 0) ? XZ : NONE;
    }

    private static boolean starts(byte[] bytes, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** The media type of a layer in this form. */
    public MediaType layerType() {
        return switch (this) {
            case GZIP -> MediaType.OCI_LAYER_GZIP;
            case ZSTD -> MediaType.OCI_LAYER_ZSTD;
            default -> MediaType.OCI_LAYER;
        };
    }

    /** A stream whose first bytes can be looked at. */
    public static InputStream peekable(InputStream in) {
        return in.markSupported() ? in : new BufferedInputStream(in, BUFFER);
    }

    /** @param in one that supports marks; it stands where it stood afterwards */
    public static LayerCompression peek(InputStream in) throws IOException {
        in.mark(LONGEST_MAGIC);
        byte[] start = in.readNBytes(LONGEST_MAGIC);
        in.reset();
        return of(start);
    }

    /** The uncompressed bytes, whatever the form. Several compressed streams one after the other count as one, as for gzip(1). */
    public static InputStream decompress(InputStream in) throws IOException {
        InputStream peekable = peekable(in);
        return switch (peek(peekable)) {
            case NONE -> peekable;
            case GZIP -> new GZIPInputStream(peekable, BUFFER);
            case ZSTD -> Zstandard.decompress(peekable);
            case BZIP2 -> throw new IOException("the archive is compressed with bzip2, which images do not use: decompress it first, bzip2 -d FILE");
            case XZ -> throw new IOException("the archive is compressed with xz, which images do not use: decompress it first, xz -d FILE");
        };
    }

    /** A class of its own, so that the native library is looked for only by who needs it. */
    private static final class Zstandard {
        static InputStream decompress(InputStream in) throws IOException {
            ZstdLibrary.load();
            return new ZstdInputStream(in).setContinuous(false);
        }
    }
}
