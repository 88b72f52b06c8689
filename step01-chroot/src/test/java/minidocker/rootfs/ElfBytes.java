package minidocker.rootfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays out small ELF files by hand, after elf(5): header, program headers, interpreter, dynamic section, string table.
 * Nothing in them can run; they are for those who only read.
 */
final class ElfBytes {
    /** Where the file claims to be loaded; not 0, so that an address cannot pass for an offset. */
    private static final long LOADED_AT = 0x400000;

    private final ElfArchitecture architecture;
    private int type = 3;
    private String interpreter;
    private boolean dynamic;
    private final List<Object[]> entries = new ArrayList<>();

    private ElfBytes(ElfArchitecture architecture) {
        this.architecture = architecture;
    }

    static ElfBytes of(ElfArchitecture architecture) {
        return new ElfBytes(architecture);
    }

    /** e_type as a number: 1 relocatable, 2 executable, 3 shared or position-independent, 4 core. */
    ElfBytes type(int number) {
        type = number;
        return this;
    }

    ElfBytes interpreter(String path) {
        interpreter = path;
        dynamic = true;
        return this;
    }

    /** An empty dynamic section, as in a static position-independent program. */
    ElfBytes dynamic() {
        dynamic = true;
        return this;
    }

    ElfBytes needs(String... names) {
        for (String name : names) {
            entry(1, name);
        }
        return this;
    }

    ElfBytes soname(String name) {
        return entry(14, name);
    }

    ElfBytes rpath(String folders) {
        return entry(15, folders);
    }

    ElfBytes runpath(String folders) {
        return entry(29, folders);
    }

    private ElfBytes entry(long tag, String text) {
        dynamic = true;
        entries.add(new Object[] {tag, text});
        return this;
    }

    /** Executable for all, in a tree that is made up below {@code root}; folders are made as needed. */
    Path writeTo(Path root, String path) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.write(file, bytes());
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    byte[] bytes() {
        boolean wide = architecture.bits() == 64;
        int headerSize = wide ? 64 : 52;
        int segmentSize = wide ? 56 : 32;
        int segments = 1 + (dynamic ? 1 : 0) + (interpreter == null ? 0 : 1);
        byte[] loader = interpreter == null ? new byte[0] : (interpreter + "\0").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        strings.write(0);
        List<long[]> table = new ArrayList<>();
        for (Object[] entry : entries) {
            table.add(new long[] {(long) entry[0], strings.size()});
            strings.writeBytes((entry[1] + "\0").getBytes(StandardCharsets.UTF_8));
        }
        int loaderAt = headerSize + segments * segmentSize;
        int tableAt = loaderAt + loader.length;
        int tableSize = dynamic ? (table.size() + 2) * (wide ? 16 : 8) : 0;
        int stringsAt = tableAt + tableSize;
        int size = stringsAt + strings.size();
        table.add(new long[] {5, LOADED_AT + stringsAt});
        table.add(new long[] {0, 0});

        ByteBuffer out = ByteBuffer.allocate(size).order(architecture.order());
        out.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1),
            (byte) (architecture.order() == java.nio.ByteOrder.BIG_ENDIAN ? 2 : 1), 1});
        out.putShort(16, (short) type).putShort(18, (short) architecture.machine()).putInt(20, 1);
        if (wide) {
            out.putLong(32, headerSize);
        } else {
            out.putInt(28, headerSize);
        }
        int counts = wide ? 52 : 40;
        out.putShort(counts, (short) headerSize).putShort(counts + 2, (short) segmentSize).putShort(counts + 4, (short) segments);

        out.position(headerSize);
        if (interpreter != null) {
            segment(out, wide, 3, loaderAt, loader.length);
        }
        segment(out, wide, 1, 0, size);
        if (dynamic) {
            segment(out, wide, 2, tableAt, tableSize);
        }
        out.put(loader);
        if (dynamic) {
            for (long[] entry : table) {
                if (wide) {
                    out.putLong(entry[0]).putLong(entry[1]);
                } else {
                    out.putInt((int) entry[0]).putInt((int) entry[1]);
                }
            }
        }
        return out.put(strings.toByteArray()).array();
    }

    private static void segment(ByteBuffer out, boolean wide, int type, int offset, int size) {
        long address = LOADED_AT + offset;
        if (wide) {
            out.putInt(type).putInt(4).putLong(offset).putLong(address).putLong(address).putLong(size).putLong(size).putLong(8);
        } else {
            out.putInt(type).putInt(offset).putInt((int) address).putInt((int) address).putInt(size).putInt(size).putInt(4)
                    .putInt(4);
        }
    }
}
