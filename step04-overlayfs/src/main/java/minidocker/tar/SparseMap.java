package minidocker.tar;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import minidocker.tar.Header.Field;
import minidocker.tar.TarEntry.Extent;

/**
 * Which parts of a sparse file are in the archive. GNU tar has written that in four ways: in the header (type S), as PAX records
 * (0.0 and 0.1), and at the start of the content (1.0).
 *
 * @param size of the file, holes included
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html">Storing Sparse Files, GNU tar manual</a>
 */
record SparseMap(long size, List<Extent> extents) {
    private static final int MOST_EXTENTS = 1 << 17;

    static boolean isSparse(Header header, PaxRecords pax) {
        return header.type() == 'S' || pax.has("GNU.sparse.map") || pax.has("GNU.sparse.major");
    }

    static SparseMap read(Header header, PaxRecords pax, TarReader reader) throws IOException {
        List<Long> numbers;
        long size;
        if (header.type() == 'S') {
            size = header.number(Field.SPARSE_SIZE);
            numbers = fromHeaders(header, reader);
        } else if (pax.has("GNU.sparse.map")) {
            size = pax.number("GNU.sparse.size", pax.number("GNU.sparse.realsize", -1));
            numbers = fromRecord(pax.text("GNU.sparse.map"));
        } else {
            size = pax.number("GNU.sparse.realsize", -1);
            numbers = fromContent(reader);
        }
        return checked(size, numbers, reader.left());
    }

    private static List<Long> fromHeaders(Header header, TarReader reader) throws IOException {
        List<Long> numbers = new ArrayList<>();
        addPairs(header.block(), 386, 4, numbers);
        boolean more = header.block()[482] != 0;
        while (more) {
            byte[] block = reader.block(false);
            addPairs(block, 0, 21, numbers);
            more = block[504] != 0;
            limit(numbers.size());
        }
        return numbers;
    }

    private static void addPairs(byte[] block, int offset, int pairs, List<Long> numbers) throws TarException {
        for (int i = 0; i < pairs && block[offset + 24 * i] != 0; i++) {
            numbers.add(Header.number(block, offset + 24 * i, 12));
            numbers.add(Header.number(block, offset + 24 * i + 12, 12));
        }
    }

    private static List<Long> fromRecord(String map) throws TarException {
        List<Long> numbers = new ArrayList<>();
        for (String number : map.split(",")) {
            numbers.add(decimal(number));
        }
        return numbers;
    }

    /** Decimal numbers, one a line: how many extents, then offset and length of each; up to the end of a block. */
    private static List<Long> fromContent(TarReader reader) throws IOException {
        List<Long> numbers = new ArrayList<>();
        StringBuilder digits = new StringBuilder();
        long wanted = 1;
        while (wanted > 0) {
            for (char c : new String(reader.block(true), StandardCharsets.ISO_8859_1).toCharArray()) {
                if (wanted == 0) {
                    break;
                } else if (c != '\n') {
                    digits.append(c);
                    limit(digits.length() > 20 ? Integer.MAX_VALUE : 0);
                    continue;
                }
                long number = decimal(digits.toString());
                digits.setLength(0);
                if (wanted == 1 && numbers.isEmpty()) {
                    limit(number > MOST_EXTENTS ? Integer.MAX_VALUE : 0);
                    wanted += 2 * number;
                }
                numbers.add(number);
                wanted--;
            }
        }
        return numbers.subList(1, numbers.size());
    }

    private static void limit(int count) throws TarException {
        if (count > 2 * MOST_EXTENTS) {
            throw new TarException("the archive is broken: the map of a sparse file has no end");
        }
    }

    private static long decimal(String number) throws TarException {
        try {
            return Long.parseUnsignedLong(number);
        } catch (NumberFormatException noNumber) {
            throw new TarException("the archive is broken: the map of a sparse file has \"" + Header.printable(number)
                    + "\" where a number should be");
        }
    }

    private static SparseMap checked(long size, List<Long> numbers, long stored) throws TarException {
        List<Extent> extents = new ArrayList<>();
        long end = 0;
        long sum = 0;
        boolean right = size >= 0 && numbers.size() % 2 == 0;
        for (int i = 0; right && i < numbers.size(); i += 2) {
            Extent extent = new Extent(numbers.get(i), numbers.get(i + 1));
            right = extent.offset() >= end && extent.length() >= 0 && extent.offset() <= size - extent.length();
            end = extent.end();
            sum += extent.length();
            extents.add(extent);
        }
        if (!right || sum != stored) {
            throw new TarException("the archive is broken: the map of a sparse file does not fit its size");
        }
        return new SparseMap(size, extents);
    }
}
