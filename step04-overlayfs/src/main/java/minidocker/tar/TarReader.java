package minidocker.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import minidocker.syscall.CString;
import minidocker.tar.Header.Field;
import minidocker.tar.TarEntry.Extent;
import minidocker.tar.TarEntry.Kind;

/**
 * Reads an archive from its start to its end, once. The end is two blocks of zeros, or, as many programs write it, the end of the
 * stream behind a member.
 */
public final class TarReader {
    /** As Go's archive/tar has it: no honest name or record is longer. */
    private static final int LONGEST_HEADER = 1 << 20;

    private final InputStream in;
    private long left;
    private long padding;

    public TarReader(InputStream in) {
        this.in = in;
    }

    /** What was read for the member that comes next. */
    private static final class Pending {
        private PaxRecords pax = new PaxRecords();
        private String name;
        private String target;
    }

    /**
     * The next member; what is left of the one before is skipped. Null at the end.
     *
     * @throws TarException if the archive is broken or ends in the middle
     */
    public TarEntry next() throws IOException {
        skip(left + padding);
        left = 0;
        padding = 0;
        Pending pending = new Pending();
        boolean anything = false;
        for (Header header = header(!anything); header != null; header = header(false)) {
            anything = true;
            switch (header.type()) {
                case 'x' -> pending.pax = PaxRecords.parse(special(header));
                // Docker and containerd do not apply the records that are for all members, and no writer of layers needs them.
                case 'g' -> special(header);
                case 'L' -> pending.name = withoutEnd(special(header));
                case 'K' -> pending.target = withoutEnd(special(header));
                default -> {
                    return entry(header, pending);
                }
            }
        }
        if (anything) {
            throw cut();
        }
        return null;
    }

    /** @param mayEnd false if the headers that came before announced a member */
    private Header header(boolean mayEnd) throws IOException {
        byte[] block = new byte[Header.BLOCK];
        int got = in.readNBytes(block, 0, block.length);
        if (got == 0 && mayEnd) {
            return null;
        }
        if (got < block.length) {
            throw cut();
        }
        Header header = new Header(block);
        if (!header.isZero()) {
            if (!header.checksumIsRight()) {
                throw new TarException("the archive is broken, or no tar archive: a header has a wrong checksum");
            }
            return header;
        }
        if (in.readNBytes(block, 0, block.length) == block.length && !header.isZero()) {
            throw new TarException("the archive is broken: something follows behind a block of zeros");
        }
        return null;
    }

    private static TarException cut() {
        return new TarException("the archive is cut short: it ends in the middle of a member");
    }

    private byte[] special(Header header) throws IOException {
        long size = header.number(Field.SIZE);
        if (size < 0 || size > LONGEST_HEADER) {
            throw new TarException("the archive is broken: a header of " + size + " bytes announces a name or a record, and "
                    + LONGEST_HEADER + " is the most");
        }
        byte[] content = in.readNBytes((int) size);
        if (content.length < size) {
            throw cut();
        }
        skip(padding(size));
        return content;
    }

    private static String withoutEnd(byte[] name) {
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return CString.decode(name, 0, end);
    }

    private static long padding(long size) {
        return -size & (Header.BLOCK - 1);
    }

    private TarEntry entry(Header header, Pending pending) throws IOException {
        PaxRecords pax = pending.pax;
        Kind kind = Kind.of(header.type());
        if (kind == null) {
            throw new TarException("the archive holds a member of the unknown type '"
                    + Header.printable(String.valueOf(header.type())) + "'");
        }
        String name = pax.has("path") ? pax.text("path") : pending.name != null ? pending.name : name(header);
        String target = pax.has("linkpath") ? pax.text("linkpath") : pending.target != null ? pending.target
                : header.string(Field.LINK);
        if (name.indexOf('\0') >= 0 || target.indexOf('\0') >= 0) {
            throw new TarException("the archive is broken: a name has a zero byte in it");
        }
        // What is no regular file has no content, whatever its size says; Go and GNU tar read it so, too.
        left = kind == Kind.REGULAR ? pax.number("size", header.number(Field.SIZE)) : 0;
        if (left < 0) {
            throw new TarException("the archive is broken: " + Header.printable(name) + " is " + left + " bytes long");
        }
        padding = padding(left);
        long size = left;
        List<Extent> data = null;
        if (SparseMap.isSparse(header, pax) && kind == Kind.REGULAR) {
            SparseMap map = SparseMap.read(header, pax, this);
            size = map.size();
            data = map.extents();
            name = pax.has("GNU.sparse.name") ? pax.text("GNU.sparse.name") : name;
        }
        if (name.endsWith("/") && kind == Kind.REGULAR) {
            // Before there was a type for folders, they were files of that name. What content it may have is skipped.
            kind = Kind.FOLDER;
            size = 0;
            data = null;
        }
        boolean device = kind == Kind.CHARACTER_DEVICE || kind == Kind.BLOCK_DEVICE;
        Instant modified = pax.time("mtime", time(header.number(Field.MTIME)));
        return new TarEntry(name, kind, (int) (header.number(Field.MODE) & 07777), pax.number("uid", header.number(Field.UID)),
                pax.number("gid", header.number(Field.GID)), size, modified, kind == Kind.HARD_LINK || kind == Kind.SYMBOLIC_LINK
                        ? target : "",
                device ? (int) header.number(Field.MAJOR) : 0, device ? (int) header.number(Field.MINOR) : 0, pax.attributes(),
                        data);
    }

    private static Instant time(long seconds) throws TarException {
        try {
            return Instant.ofEpochSecond(seconds);
        } catch (java.time.DateTimeException tooFar) {
            throw new TarException("the archive is broken: a time in it is " + seconds + " seconds from 1970");
        }
    }

    private static String name(Header header) {
        String prefix = header.isUstar() && !header.isGnu() ? header.string(Field.PREFIX) : "";
        String name = header.string(Field.NAME);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** A block that belongs to the member's own bookkeeping and not to its content. */
    byte[] block(boolean ofContent) throws IOException {
        if (ofContent && left < Header.BLOCK) {
            throw new TarException("the archive is broken: a sparse file ends within its map");
        }
        byte[] block = in.readNBytes(Header.BLOCK);
        if (block.length < Header.BLOCK) {
            throw cut();
        }
        left -= ofContent ? Header.BLOCK : 0;
        return block;
    }

    long left() {
        return left;
    }

    /**
     * The next bytes of the member's content, as it is stored: of a sparse file, one extent behind the other.
     *
     * @return how many came, or -1 at its end
     */
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int got = in.read(buffer, offset, (int) Math.min(length, left));
        if (got < 0) {
            throw cut();
        }
        left -= got;
        return got;
    }

    private void skip(long count) throws IOException {
        try {
            in.skipNBytes(count);
        } catch (EOFException end) {
            throw cut();
        }
    }
}
