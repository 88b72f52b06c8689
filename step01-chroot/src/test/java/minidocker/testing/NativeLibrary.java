package minidocker.testing;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** JNA's native library as the build unpacks it for the launcher, once for all tests: unpacking takes longer than the rest. */
final class NativeLibrary {
    private static final String FILE = "libjnidispatch.so";
    private static Path folder;

    private NativeLibrary() {}

    /** The options by which a JVM finds it, as the launcher gives them. */
    static synchronized List<String> options() {
        if (folder == null) {
            folder = unpacked();
        }
        return List.of("-Djna.boot.library.path=" + folder, "-Djna.nosys=true", "-Djna.noclasspath=true", "-Djna.nounpack=true",
                "-Djna.platform.library.path=/usr/lib");
    }

    private static Path unpacked() {
        try (InputStream library = Native.class.getResourceAsStream(Platform.RESOURCE_PREFIX + "/" + FILE)) {
            Path unpacked = TestHome.temporary();
            Files.copy(library, unpacked.resolve(FILE));
            Files.setPosixFilePermissions(unpacked.resolve(FILE), PosixFilePermissions.fromString("r--r--r--"));
            return unpacked;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
