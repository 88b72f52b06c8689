package minidocker.testing.registry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes POSIX tar archives (ustar), hostile ones too: nothing is checked. */
public final class TestTar {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public TestTar file(String name, byte[] content) {
        return entry(name, '0', "", content);
    }

    public TestTar file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public TestTar link(String name, String target) {
        return entry(name, '2', target, new byte[0]);
    }

    public TestTar hardLink(String name, String target) {
        return entry(name, '1', target, new byte[0]);
    }

    private TestTar entry(String name, char type, String link, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000755\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, String.format("%011o\0", content.length));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        put(header, 156, String.valueOf(type));
        put(header, 157, link);
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        out.writeBytes(header);
        out.writeBytes(content);
        out.writeBytes(new byte[(512 - content.length % 512) % 512]);
        return this;
    }

    /** With the two empty blocks that end an archive. */
    public byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toByteArray());
        whole.writeBytes(new byte[1024]);
        return whole.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
