package minidocker.engine.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.zip.CRC32;

/**
 * Which build of the program a process runs: names, sizes and times of its class path. Reading the jars would tell more and cost
 * every start a hundred times as much.
 */
public final class Build {
    private Build() {}

    /** Of this process: eight hexadecimal digits. */
    public static String current() {
        return of(System.getProperty("java.class.path"));
    }

    static String of(String classPath) {
        CRC32 sum = new CRC32();
        for (String entry : classPath.split(":")) {
            Path file = Path.of(entry);
            String line = entry;
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                line = file.getFileName() + " " + attributes.size() + " " + attributes.lastModifiedTime().toMillis();
            } catch (IOException missing) {
                // Its absence is part of the build as well.
            }
            sum.update(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            sum.update('\n');
        }
        return Long.toHexString(sum.getValue() | 1L << 32).substring(1);
    }
}
