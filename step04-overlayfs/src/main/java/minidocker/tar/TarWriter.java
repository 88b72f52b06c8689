package minidocker.tar;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import minidocker.syscall.CString;
import minidocker.tar.Header.Field;
import minidocker.tar.TarEntry.Kind;

/**
 * Writes an archive: ustar headers, and PAX records for what these cannot hold. The same entries give the same bytes: nothing of
 * the machine or the hour gets in, and no names of users.
 *
 * <p>Holes are written as zeros: the OCI specification advises against sparse members, since not every program reads them.
 */
public final class TarWriter implements AutoCloseable {
    private final OutputStream out;
    private long left;
    private long padding;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Begins a member; then comes its content, {@code entry.size()} bytes, by {@link #write}. */
    public void begin(TarEntry entry) throws IOException {
        finish();
        PaxRecords pax = records(entry);
        if (!pax.isEmpty()) {
            byte[] records = pax.toBytes();
            Header header = new Header(new byte[Header.BLOCK]);
            header.put(Field.NAME, first("PaxHeaders/" + entry.name(), Field.NAME));
            fill(header, 'x', 0644, 0, 0, records.length, Instant.EPOCH);
            out.write(header.block());
            out.write(records);
            out.write(new byte[(int) padding(records.length)]);
        }
        Header header = new Header(new byte[Header.BLOCK]);
        header.put(Field.NAME, first(entry.name(), Field.NAME));
        header.put(Field.LINK, first(entry.target(), Field.LINK));
        header.put(Field.MAJOR, entry.major());
        header.put(Field.MINOR, entry.minor());
        fill(header, entry.kind().flag(), entry.mode(), entry.uid(), entry.gid(), entry.size(), entry.modified());
        out.write(header.block());
        left = entry.kind() == Kind.REGULAR ? entry.size() : 0;
        padding = padding(left);
    }

    private static byte[] first(String name, Field field) {
        byte[] bytes = CString.encode(name);
        return Arrays.copyOf(bytes, Math.min(bytes.length, field.length()));
    }

    private static long padding(long size) {
        return -size & (Header.BLOCK - 1);
    }

    private static void fill(Header header, char type, int mode, long uid, long gid, long size, Instant modified) {
        header.put(Field.TYPE, new byte[] {(byte) type});
        header.put(Field.MODE, mode);
        header.put(Field.UID, uid);
        header.put(Field.GID, gid);
        header.put(Field.SIZE, size);
        header.put(Field.MTIME, modified.getEpochSecond());
        header.finish();
    }

    private static PaxRecords records(TarEntry entry) {
        PaxRecords pax = new PaxRecords();
        name(pax, "path", entry.name(), Field.NAME);
        name(pax, "linkpath", entry.target(), Field.LINK);
        number(pax, "uid", entry.uid(), Field.UID);
        number(pax, "gid", entry.gid(), Field.GID);
        number(pax, "size", entry.size(), Field.SIZE);
        if (entry.modified().getNano() != 0 || !Header.fits(Field.MTIME, entry.modified().getEpochSecond())) {
            pax.put("mtime", seconds(entry.modified()));
        }
        entry.attributes().forEach(pax::putAttribute);
        return pax;
    }

    /**
     * Bytes that are no UTF-8 stand as they are, without the record {@code hdrcharset} that POSIX wants then: GNU tar writes
     * none, and warns of it.
     */
    private static void name(PaxRecords pax, String key, String name, Field field) {
        byte[] bytes = CString.encode(name);
        if (bytes.length > field.length()) {
            pax.put(key, bytes);
        }
    }

    private static void number(PaxRecords pax, String key, long value, Field field) {
        if (!Header.fits(field, value)) {
            pax.put(key, Long.toString(value));
        }
    }

    private static String seconds(Instant time) {
        BigDecimal seconds = BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
        return seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString();
    }

    /** @throws IllegalStateException if that is more than the entry's size */
    public void write(byte[] content, int offset, int length) throws IOException {
        if (length > left) {
            throw new IllegalStateException("more content than the member's size announced");
        }
        out.write(content, offset, length);
        left -= length;
    }

    private void finish() throws IOException {
        if (left > 0) {
            throw new IllegalStateException("less content than the member's size announced");
        }
        out.write(new byte[(int) padding]);
        padding = 0;
    }

    /** Writes the end; what is below stays open. */
    @Override
    public void close() throws IOException {
        finish();
        out.write(new byte[2 * Header.BLOCK]);
        out.flush();
    }
}
