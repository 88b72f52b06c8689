package minidocker.engine.core;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import minidocker.tar.TarEntry;
import minidocker.tar.TarReader;
import minidocker.tar.TarWriter;

/** Small archives for tests. */
final class Archives {
    private Archives() {}

    /** With one file. */
    static InputStream of(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return of(TarEntry.of(name, TarEntry.Kind.REGULAR, 0644, 0, 0, bytes.length, Instant.now(), ""), bytes);
    }

    static InputStream of(TarEntry entry, byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            tar.begin(entry);
            tar.write(bytes, 0, bytes.length);
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    /** Names, and what is in the files. */
    static Map<String, String> read(byte[] archive) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        TarReader tar = new TarReader(new ByteArrayInputStream(archive));
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            byte[] buffer = new byte[1000];
            for (int got = tar.read(buffer, 0, buffer.length); got > 0; got = tar.read(buffer, 0, buffer.length)) {
                content.write(buffer, 0, got);
            }
            files.put(entry.name(), content.toString(StandardCharsets.UTF_8));
        }
        return files;
    }
}
