package minidocker.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import minidocker.syscall.CString;
import minidocker.tar.Archives.Member;
import minidocker.tar.TarEntry.Extent;
import minidocker.tar.TarEntry.Kind;
import minidocker.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarTest {
    private final String word = UUID.randomUUID().toString();

    @TempDir
    Path folder;

    private static byte[] write(List<Member> members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(out)) {
            for (Member member : members) {
                writer.begin(member.entry());
                writer.write(member.content(), 0, member.content().length);
            }
        }
        return out.toByteArray();
    }

    private static TarEntry with(TarEntry entry, String attribute, byte[] value) {
        TreeMap<String, byte[]> attributes = new TreeMap<>(entry.attributes());
        attributes.put(attribute, value);
        return new TarEntry(entry.name(), entry.kind(), entry.mode(), entry.uid(), entry.gid(), entry.size(), entry.modified(),
                entry.target(), entry.major(), entry.minor(), attributes, null);
    }

    private List<Member> allKinds() {
        Instant time = Instant.ofEpochSecond(1_700_000_000L + ThreadLocalRandom.current().nextInt(1_000_000), 123_456_789);
        byte[] content = new byte[ThreadLocalRandom.current().nextInt(2000)];
        ThreadLocalRandom.current().nextBytes(content);
        byte[] binary = new byte[256];
        for (int i = 0; i < 256; i++) {
            binary[i] = (byte) i;
        }
        List<TarEntry> entries = new ArrayList<>();
        entries.add(TarEntry.of("folder/", Kind.FOLDER, 01777, 1, 2, 0, time, ""));
        entries.add(with(with(TarEntry.of(word, Kind.REGULAR, 04755, 1000, 100, content.length, time, ""), "security.capability",
                binary), "user.a=b%3D", new byte[0]));
        entries.add(TarEntry.of("x".repeat(100), Kind.REGULAR, 0, 0, 0, content.length, Instant.EPOCH, ""));
        entries.add(TarEntry.of("y".repeat(101) + "ä" + "/z".repeat(300), Kind.REGULAR, 0, 0x7ffffffeL, 4_294_967_294L,
                content.length, Instant.ofEpochSecond(-2, 500_000_000), ""));
        entries.add(TarEntry.of(CString.decode(new byte[] {'n', 'o', (byte) 0xff, (byte) 0x80}), Kind.SYMBOLIC_LINK, 0777, 0, 0,
                0, time, "to/" + "w".repeat(200)));
        entries.add(TarEntry.of("v".repeat(120) + CString.decode(new byte[] {(byte) 0xc3}), Kind.SYMBOLIC_LINK, 0777, 0, 0, 0,
                time, CString.decode(new byte[] {(byte) 0xfe})));
        entries.add(TarEntry.of("hard", Kind.HARD_LINK, 0755, 0, 0, 0, time, word));
        entries.add(new TarEntry("null", Kind.CHARACTER_DEVICE, 0666, 0, 0, 0, time, "", 1, 3, new TreeMap<>(), null));
        entries.add(new TarEntry("disk", Kind.BLOCK_DEVICE, 0600, 0, 6, 0, time, "", 259, 70_000, new TreeMap<>(), null));
        entries.add(TarEntry.of("fifo", Kind.FIFO, 0600, 0, 0, 0, Instant.ofEpochSecond(1L << 40), ""));
        return entries.stream().map(entry -> new Member(entry, entry.kind() == Kind.REGULAR ? content : new byte[0])).toList();
    }

    @Test
    void what_is_written_is_read() throws IOException {
        List<Member> members = allKinds();
        assertThat(Archives.read(write(members))).isEqualTo(members);
    }

    @Test
    void the_same_entries_give_the_same_bytes() throws IOException, InterruptedException {
        List<Member> members = allKinds();
        byte[] first = write(members);
        Thread.sleep(1100);
        assertThat(write(members)).isEqualTo(first);
    }

    @Test
    void gnu_tar_reads_what_is_written() throws IOException, InterruptedException {
        Path archive = Files.write(folder.resolve("a.tar"), write(allKinds()));
        String listed = Needs.output(Needs.command("tar", "tar").toString(), "--numeric-owner", "--full-time", "-tvf",
                archive.toString());
        assertThat(listed)
                .contains("-rwsr-xr-x 1000/100", word, "link to " + word, "1,3", "259,70000", "y".repeat(101), "4294967294",
                "-> to/" + "w".repeat(200)).doesNotContain("tar:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=gnu", "--format=ustar", "--format=v7", "--format=posix"})
    void what_gnu_tar_writes_is_read(String format) throws IOException, InterruptedException {
        String tar = Needs.command("tar", "tar").toString();
        String name = format.equals("--format=gnu") || format.equals("--format=posix") ? "n".repeat(200) : word;
        Files.createDirectory(folder.resolve("in"));
        Files.writeString(folder.resolve("in").resolve(name), word);
        Files.createSymbolicLink(folder.resolve("in/link"), Path.of(name.length() > 99 ? name : "short"));
        Needs.output(tar, format, "-C", folder.toString(), "-cf", folder.resolve("a.tar").toString(), "in/" + name, "in/link");
        List<Member> members = Archives.read(Files.readAllBytes(folder.resolve("a.tar")));
        assertThat(members).hasSize(2);
        assertThat(members.get(0).entry().name()).isEqualTo("in/" + name);
        assertThat(members.get(0).content()).asString().isEqualTo(word);
        assertThat(members.get(1).entry().target()).isEqualTo(name.length() > 99 ? name : "short");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=gnu", "--sparse-version=0.0", "--sparse-version=0.1", "--sparse-version=1.0"})
    void the_holes_that_gnu_tar_writes_are_read(String how) throws IOException, InterruptedException {
        String tar = Needs.command("tar", "tar").toString();
        Path sparse = folder.resolve("sparse");
        try (var file = Files.newByteChannel(sparse, java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE)) {
            for (int i = 1; i <= 40; i++) {
                file.position(i * 1_000_000L)
                        .write(java.nio.ByteBuffer.wrap(word.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            }
        }
        Needs.output(tar, how.startsWith("--format") ? how : "--format=posix", how, "-S", "-C", folder.toString(), "-cf",
                folder.resolve("a.tar").toString(), "sparse");
        Member member = Archives.read(Files.readAllBytes(folder.resolve("a.tar"))).get(0);
        assertThat(member.entry().name()).isEqualTo("sparse");
        assertThat(member.entry().size()).isEqualTo(Files.size(sparse));
        byte[] whole = new byte[(int) member.entry().size()];
        int at = 0;
        for (Extent extent : member.entry().data()) {
            System.arraycopy(member.content(), at, whole, (int) extent.offset(), (int) extent.length());
            at += extent.length();
        }
        assertThat(Arrays.equals(whole, Files.readAllBytes(sparse))).isTrue();
        assertThat(member.content().length).isLessThan(1_000_000);
    }

    @Test
    void an_archive_may_lack_its_end() throws IOException {
        byte[] archive = new Archives().file(word, "a").file("b", "b").withoutEnd();
        assertThat(Archives.read(archive)).hasSize(2);
        assertThat(Archives.read(Arrays.copyOf(archive, archive.length + 512))).hasSize(2);
        assertThat(Archives.read(new byte[0])).isEmpty();
    }

    @Test
    void an_archive_that_is_cut_anywhere_says_so() throws IOException {
        byte[] archive = new Archives().folder("f").gnuLongName("long" + "n".repeat(300)).file("short", word.repeat(20))
                .pax("path=p", "size=3").file("x", "abc").withoutEnd();
        for (int length = 1; length < archive.length; length++) {
            byte[] cut = Arrays.copyOf(archive, length);
            if (length % 512 == 0 && endsBehindMember(cut)) {
                continue;
            }
            assertThatThrownBy(() -> Archives.read(cut)).isInstanceOf(TarException.class).hasMessageContaining("cut short");
        }
    }

    /** Behind the folder, and behind the first file: there it is an archive without its end. */
    private static boolean endsBehindMember(byte[] cut) {
        int folder = 512;
        int file = folder + 512 + 512 + 512 + 1024;
        return cut.length == folder || cut.length == file;
    }

    @Test
    void no_archive_makes_the_reader_fail_otherwise_than_with_a_sentence() throws IOException {
        Random random = new Random(4711);
        byte[] archive = write(allKinds());
        byte[] sparse = new Archives()
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=n", "GNU.sparse.realsize=100")
                .raw('0', "x", "", "2\n0\n1\n50\n1\nab".getBytes(), 514)
                .raw('0', "y", "", new byte[0], 0).bytes();
        int refused = 0;
        for (int i = 0; i < 4000; i++) {
            byte[] broken = (i % 2 == 0 ? archive : sparse).clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                broken[random.nextInt(Math.min(broken.length, 4096))] = (byte) random.nextInt(256);
            }
            if (i % 3 == 0) {
                repairChecksums(broken);
            }
            try {
                Archives.read(broken);
            } catch (TarException said) {
                assertThat(said.getMessage()).isNotBlank().doesNotContain("\n");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    private static void repairChecksums(byte[] archive) {
        for (int at = 0; at + 512 <= archive.length; at += 512) {
            if (new String(archive, at + 257, 5, java.nio.charset.StandardCharsets.ISO_8859_1).equals("ustar")) {
                byte[] block = Arrays.copyOfRange(archive, at, at + 512);
                new Header(block).finish();
                System.arraycopy(block, 148, archive, at + 148, 8);
            }
        }
    }

    @Test
    void names_and_records_beyond_all_measure_are_refused_before_they_are_read() {
        for (char type : new char[] {'L', 'K', 'x', 'g'}) {
            byte[] archive = new Archives().raw(type, "x", "", new byte[512], 8_000_000_000L).bytes();
            assertThatThrownBy(() -> Archives.read(archive)).isInstanceOf(TarException.class)
                    .hasMessageContaining("8000000000 bytes");
        }
    }

    @Test
    void a_zero_byte_in_a_name_is_refused() {
        byte[] archive = new Archives().pax("path=good\0bad").file("x", "").bytes();
        assertThatThrownBy(() -> Archives.read(archive)).isInstanceOf(TarException.class).hasMessageContaining("zero byte");
    }

    @Test
    void what_is_no_archive_is_said_to_be_none() {
        byte[] noise = new byte[5000];
        ThreadLocalRandom.current().nextBytes(noise);
        assertThatThrownBy(() -> Archives.read(noise)).isInstanceOf(TarException.class)
                .hasMessageMatching(".*(no tar archive|where a number should be|larger than any file).*");
    }

    @Test
    void an_unknown_type_of_member_is_named() {
        byte[] archive = new Archives().raw('V', "volume", "", new byte[0], 0).bytes();
        assertThatThrownBy(() -> Archives.read(archive)).isInstanceOf(TarException.class)
                .hasMessageContaining("unknown type 'V'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,5,3,1", "0,-1", "99,2", "0,1,2", "1,9223372036854775807", "a,b"})
    void a_map_of_holes_that_does_not_fit_is_refused(String map) {
        byte[] archive = new Archives().pax("GNU.sparse.size=100", "GNU.sparse.map=" + map).raw('0', "x", "", new byte[6], 6)
                .bytes();
        assertThatThrownBy(() -> Archives.read(archive)).isInstanceOf(TarException.class).hasMessageContaining("sparse");
    }
}
