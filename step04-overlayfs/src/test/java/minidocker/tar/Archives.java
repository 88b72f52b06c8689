package minidocker.tar;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import minidocker.tar.Header.Field;
import minidocker.tar.TarEntry.Kind;

/** Archives for tests, right ones and wrong ones, and what comes out of them. */
public final class Archives {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** An entry and its content. */
    public record Member(TarEntry entry, byte[] content) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Member member && describe(entry).equals(describe(member.entry))
                    && Arrays.equals(content, member.content);
        }

        @Override
        public int hashCode() {
            return describe(entry).hashCode();
        }

        /** Records compare arrays by identity: this shows what is in them. */
        static String describe(TarEntry entry) {
            StringBuilder text = new StringBuilder();
            entry.attributes().forEach((name, value) -> text.append(name).append('=').append(Arrays.toString(value)).append(' '));
            return entry.name() + " " + entry.kind() + " " + entry.mode() + " " + entry.uid() + ":" + entry.gid() + " "
                    + entry.size() + " " + entry.modified() + " " + entry.target() + " "
                    + entry.major() + ":" + entry.minor() + " " + text + entry.data();
        }

        @Override
        public String toString() {
            return describe(entry);
        }
    }

    public static TarEntry file(String name, int size) {
        return TarEntry.of(name, Kind.REGULAR, 0644, 0, 0, size, Instant.ofEpochSecond(1), "");
    }

    /** Adds what {@link TarWriter} makes of it. */
    public Archives add(TarEntry entry, byte[] content) {
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(one)) {
            writer.begin(entry);
            writer.write(content, 0, content.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bytes.write(one.toByteArray(), 0, one.size() - 1024);
        return this;
    }

    public Archives file(String name, String content) {
        byte[] text = content.getBytes(StandardCharsets.UTF_8);
        return add(file(name, text.length), text);
    }

    public Archives folder(String name) {
        return add(TarEntry.of(name, Kind.FOLDER, 0755, 0, 0, 0, Instant.ofEpochSecond(2), ""), new byte[0]);
    }

    public Archives link(String name, String target) {
        return add(TarEntry.of(name, Kind.SYMBOLIC_LINK, 0777, 0, 0, 0, Instant.ofEpochSecond(3), target), new byte[0]);
    }

    public Archives hardLink(String name, String target) {
        return add(TarEntry.of(name, Kind.HARD_LINK, 0644, 0, 0, 0, Instant.ofEpochSecond(3), target), new byte[0]);
    }

    /** Adds a header of any type, as no writer would make it, and content up to the end of a block. */
    public Archives raw(char type, String name, String target, byte[] content, long size) {
        Header header = new Header(new byte[Header.BLOCK]);
        header.put(Field.NAME, Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), Math.min(100, name.length())));
        header.put(Field.LINK, Arrays.copyOf(target.getBytes(StandardCharsets.UTF_8), Math.min(100, target.length())));
        header.put(Field.TYPE, new byte[] {(byte) type});
        header.put(Field.MODE, 0644);
        header.put(Field.UID, 0);
        header.put(Field.GID, 0);
        header.put(Field.SIZE, size);
        header.put(Field.MTIME, 1);
        header.finish();
        bytes.writeBytes(header.block());
        bytes.writeBytes(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
        return this;
    }

    /** GNU tar's way to a long name. */
    public Archives gnuLongName(String name) {
        byte[] content = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), name.length() + 1);
        return raw('L', "././@LongLink", "", content, content.length);
    }

    public Archives pax(String... records) {
        PaxRecords pax = new PaxRecords();
        for (String record : records) {
            pax.put(record.substring(0, record.indexOf('=')), record.substring(record.indexOf('=') + 1));
        }
        return raw('x', "PaxHeaders/x", "", pax.toBytes(), pax.toBytes().length);
    }

    public byte[] withoutEnd() {
        return bytes.toByteArray();
    }

    public byte[] bytes() {
        return Arrays.copyOf(bytes.toByteArray(), bytes.size() + 1024);
    }

    public static List<Member> read(byte[] archive) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        List<Member> members = new ArrayList<>();
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            byte[] buffer = new byte[1000];
            for (int count = reader.read(buffer, 0, buffer.length); count >= 0; count = reader.read(buffer, 0, buffer.length)) {
                content.write(buffer, 0, count);
            }
            members.add(new Member(entry, content.toByteArray()));
        }
        return members;
    }
}
