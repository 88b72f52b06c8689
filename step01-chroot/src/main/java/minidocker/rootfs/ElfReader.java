package minidocker.rootfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import minidocker.cli.UserError;

/**
 * Reads the few parts of an ELF file that {@link ElfFile} holds, as elf(5) lays them out: the header, the program headers,
 * the dynamic section, and from the string table the strings that are named there.
 *
 * <p>It goes by program headers and never by section headers, as the kernel and the loader do: strip(1) may take the latter
 * away. Every offset comes out of the file and is not believed: a read outside of the file ends with a sentence.
 */
final class ElfReader {
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;

    private static final long DT_NULL = 0;
    private static final long DT_NEEDED = 1;
    private static final long DT_STRTAB = 5;
    private static final long DT_SONAME = 14;
    private static final long DT_RPATH = 15;
    private static final long DT_RUNPATH = 29;

    /** {@code e_phnum} of a file with more program headers than the field can say; only core dumps have that many. */
    private static final int PN_XNUM = 0xffff;
    /** PATH_MAX of limits.h; and no list of folders in the field comes near it. */
    private static final int LONGEST_STRING = 4096;
    /** A generous bound, since the largest dynamic sections have some hundred entries of 16 bytes. */
    private static final int LONGEST_DYNAMIC_SECTION = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private boolean wide;

    private record Segment(int type, long offset, long address, long length) {}

    ElfReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.size = channel.size();
    }

    ElfFile read() throws IOException {
        ByteBuffer ident = bytes(0, Math.min(16, size), "its first bytes");
        if (size < 4 || ident.getInt(0) != (order == ByteOrder.BIG_ENDIAN ? 0x7f454c46 : 0x464c457f)) {
            throw new UserError(file + " is not an ELF file: it does not begin with 7f 45 4c 46");
        }
        if (size < 16) {
            throw damaged("it ends after " + size + " bytes");
        }
        wide = switch (ident.get(4)) {
            case 1 -> false;
            case 2 -> true;
            default -> throw damaged("its class is " + ident.get(4) + ", neither 32 nor 64 bits");
        };
        order = switch (ident.get(5)) {
            case 1 -> ByteOrder.LITTLE_ENDIAN;
            case 2 -> ByteOrder.BIG_ENDIAN;
            default -> throw damaged("its byte order is " + ident.get(5) + ", neither little nor big endian");
        };
        ByteBuffer header = bytes(0, wide ? 64 : 52, "its header");
        ElfArchitecture architecture = new ElfArchitecture(wide ? 64 : 32, order, Short.toUnsignedInt(header.getShort(18)));
        List<Segment> segments = segments(header);
        return withDynamicSection(architecture, type(header.getShort(16)), segments);
    }

    private static ElfFile.Type type(short type) {
        return switch (type) {
            case 0 -> ElfFile.Type.NONE;
            case 1 -> ElfFile.Type.REL;
            case 2 -> ElfFile.Type.EXEC;
            case 3 -> ElfFile.Type.DYN;
            case 4 -> ElfFile.Type.CORE;
            default -> ElfFile.Type.OTHER;
        };
    }

    /** The two classes have the same fields, but Elf64_Phdr has p_flags moved up, so that the wide fields are aligned. */
    private List<Segment> segments(ByteBuffer header) throws IOException {
        long start = wide ? header.getLong(32) : Integer.toUnsignedLong(header.getInt(28));
        int entry = Short.toUnsignedInt(header.getShort(wide ? 54 : 42));
        int count = Short.toUnsignedInt(header.getShort(wide ? 56 : 44));
        if (count == 0) {
            return List.of();
        }
        if (count == PN_XNUM || entry < (wide ? 56 : 32)) {
            throw damaged(count + " program headers of " + entry + " bytes make no sense");
        }
        ByteBuffer table = bytes(start, (long) count * entry, "its program headers");
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = i * entry;
            segments.add(wide
                    ? new Segment(table.getInt(at), table.getLong(at + 8), table.getLong(at + 16), table.getLong(at + 32))
                    : new Segment(table.getInt(at), Integer.toUnsignedLong(table.getInt(at + 4)),
                            Integer.toUnsignedLong(table.getInt(at + 8)), Integer.toUnsignedLong(table.getInt(at + 16))));
        }
        return segments;
    }

    private ElfFile withDynamicSection(ElfArchitecture architecture, ElfFile.Type type,
            List<Segment> segments) throws IOException {
        Optional<String> interpreter = Optional.empty();
        List<String> needed = new ArrayList<>();
        Optional<String> rpath = Optional.empty();
        Optional<String> runpath = Optional.empty();
        Optional<String> soname = Optional.empty();
        for (Segment segment : segments) {
            if (segment.type == PT_INTERP) {
                interpreter = Optional.of(string(segment.offset, "the name of its interpreter"));
            } else if (segment.type == PT_DYNAMIC) {
                List<long[]> entries = dynamicEntries(segment);
                long strings = stringTable(entries, segments);
                for (long[] entry : entries) {
                    if (entry[0] == DT_NEEDED) {
                        needed.add(string(strings + entry[1], "the name of a library it needs"));
                    } else if (entry[0] == DT_RPATH) {
                        rpath = Optional.of(string(strings + entry[1], "its RPATH"));
                    } else if (entry[0] == DT_RUNPATH) {
                        runpath = Optional.of(string(strings + entry[1], "its RUNPATH"));
                    } else if (entry[0] == DT_SONAME) {
                        soname = Optional.of(string(strings + entry[1], "its SONAME"));
                    }
                }
            }
        }
        return new ElfFile(architecture, type, interpreter, needed, rpath, runpath, soname);
    }

    /** Pairs of d_tag and d_val, up to DT_NULL. */
    private List<long[]> dynamicEntries(Segment segment) throws IOException {
        if (segment.length < 0 || segment.length > LONGEST_DYNAMIC_SECTION) {
            throw damaged("its dynamic section claims " + Long.toUnsignedString(segment.length) + " bytes");
        }
        ByteBuffer table = bytes(segment.offset, segment.length, "its dynamic section");
        List<long[]> entries = new ArrayList<>();
        while (table.remaining() >= (wide ? 16 : 8)) {
            long tag = wide ? table.getLong() : table.getInt();
            long value = wide ? table.getLong() : Integer.toUnsignedLong(table.getInt());
            if (tag == DT_NULL) {
                break;
            }
            entries.add(new long[] {tag, value});
        }
        return entries;
    }

    /** DT_STRTAB is an address in memory; the loadable segment that covers it tells where that is in the file. */
    private long stringTable(List<long[]> entries, List<Segment> segments) {
        for (long[] entry : entries) {
            if (entry[0] == DT_STRTAB) {
                for (Segment segment : segments) {
                    long distance = entry[1] - segment.address;
                    if (segment.type == PT_LOAD && distance >= 0 && distance < segment.length) {
                        return segment.offset + distance;
                    }
                }
                throw damaged("its string table lies in none of its segments");
            }
        }
        // Only an error when a string is asked for: any offset from here on lies outside of the file.
        return size;
    }

    private String string(long offset, String what) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (text.size() < LONGEST_STRING) {
            long at = offset + text.size();
            ByteBuffer piece = bytes(at, Math.max(1, Math.min(64, size - at)), what);
            while (piece.hasRemaining()) {
                byte next = piece.get();
                if (next == 0) {
                    return text.toString(StandardCharsets.UTF_8);
                }
                text.write(next);
            }
        }
        throw damaged(what + " is longer than " + LONGEST_STRING + " bytes");
    }

    private ByteBuffer bytes(long offset, long length, String what) throws IOException {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw damaged(what + " would lie at byte " + Long.toUnsignedString(offset) + " of only " + size);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(order);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw damaged("it shrank while it was read");
            }
        }
        return bytes.flip();
    }

    private UserError damaged(String why) {
        return new UserError(file + " is a damaged ELF file: " + why);
    }
}
