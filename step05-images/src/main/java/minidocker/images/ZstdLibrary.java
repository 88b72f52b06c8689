package minidocker.images;

import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The native library of zstd-jni. Left to itself it unpacks a copy into the folder for temporary files and takes that away when
 * the JVM ends in an orderly way, which ours does not; a library that is loaded needs no name any more.
 */
final class ZstdLibrary {
    private static boolean loaded;

    private ZstdLibrary() {}

    static synchronized void load() throws IOException {
        if (loaded) {
            return;
        }
        String architecture = Platform.host().architecture().equals("arm64") ? "aarch64" : Platform.host().architecture();
        String name = "/linux/" + architecture + "/libzstd-jni-" + com.github.luben.zstd.util.ZstdVersion.VERSION + ".so";
        Path copy = Files.createTempFile("mini-docker-zstd", ".so");
        try (InputStream library = Native.class.getResourceAsStream(name)) {
            if (library == null) {
                throw new IOException("a layer is compressed with zstd, and for the architecture " + architecture
                        + " there is no library");
            }
            Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
            System.load(copy.toString());
            Native.assumeLoaded();
            loaded = true;
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
