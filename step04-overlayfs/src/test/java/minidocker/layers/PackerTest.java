package minidocker.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import minidocker.cli.UserError;
import minidocker.syscall.CString;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Stat;
import minidocker.tar.Archives;
import minidocker.testing.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder to an archive and back. */
class PackerTest {
    private final String word = UUID.randomUUID().toString();

    @TempDir
    Path folder;

    private Made upper;

    @BeforeEach
    void make() {
        upper = new Made(folder.resolve("upper"));
    }

    @AfterEach
    void close() {
        upper.close();
        int parent = Tree.open(folder);
        for (String name : LinuxFiles.list(parent)) {
            Tree.remove(parent, name);
        }
        Linux.close(parent);
    }

    private byte[] pack(List<String> omissions) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Layer layer = upper.layer()) {
            omissions.addAll(Packer.upper(layer, out));
        }
        return out.toByteArray();
    }

    private Path unpack(byte[] archive, Limits limits) throws IOException {
        Path back = Files.createDirectory(folder.resolve("back"));
        int opened = Tree.open(back);
        try {
            Unpacker.unpack(new ByteArrayInputStream(archive), opened, limits);
        } finally {
            Linux.close(opened);
        }
        return back;
    }

    private static List<String> names(byte[] archive) throws IOException {
        return Archives.read(archive).stream().map(member -> member.entry().name()).toList();
    }

    @Test
    void what_anybody_can_make_comes_back_as_it_was() throws IOException {
        upper.folder("d").file("d/" + word, word).link("d/link", "../" + word).folder("empty").file("same", word);
        LinuxFiles.link(upper.root(), "same", upper.root(), "zz");
        LinuxFiles.mknod(upper.root(), "fifo", Stat.S_IFIFO | 0622, 0, 0);
        LinuxFiles.chmod(upper.root(), "same", 04751);
        LinuxFiles.chmod(upper.root(), "empty", 01000);
        LinuxFiles.setXattr(upper.root(), "same", "user.binary", new byte[] {0, 1, (byte) 0x80, (byte) 0xff, '\n', '='});
        LinuxFiles.setXattr(upper.root(), "d", "user.empty", new byte[0]);
        upper.file(CString.decode(new byte[] {'n', (byte) 0xff, '\n'}), "odd").file("ä".repeat(100), "long");
        upper.folder("very").folder("very/" + "l".repeat(200)).file("very/" + "l".repeat(200) + "/" + "m".repeat(200), word);
        upper.whiteout("gone").folder("opaque").note("opaque", "opaque", "y").file("opaque/in", "");
        if (Needs.isRoot()) {
            // As root, the note is made in both forms.
            LinuxFiles.setXattr(upper.root(), "opaque", "trusted.overlay.opaque", new byte[] {'y'});
        }
        upper.time("gone", 0);
        for (String name : List.of("d/" + word, "d/link", "same", "fifo", "empty", "d")) {
            upper.time(name, 1_600_000_000);
        }
        LinuxFiles.setTimes(upper.root(), "gone", java.time.Instant.EPOCH, java.time.Instant.EPOCH);
        List<String> omissions = new ArrayList<>();
        Path back = unpack(pack(omissions), new Limits(Needs.isRoot(), Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(omissions).isEmpty();
        assertThat(withoutWhiteoutTimes(Snapshot.of(back))).isEqualTo(withoutWhiteoutTimes(Snapshot.of(upper.path())));
    }

    /** When a file was deleted is in no archive. */
    private static List<String> withoutWhiteoutTimes(java.util.Map<String, String> snapshot) {
        return snapshot.entrySet().stream()
                .map(entry -> entry.getKey() + " " + (entry.getValue().contains("device 0:0") ? "whiteout" : entry.getValue()))
                .toList();
    }

    @Test
    @Tag("kernel")
    void what_only_root_can_make_comes_back_as_it_was() throws IOException {
        Needs.root();
        byte[] capability = new byte[20];
        capability[0] = 1;
        capability[3] = 2;
        capability[4] = (byte) 0x81;
        upper.file("setuid", word).file("capable", word).file("others", "").link("link", "x").folder("theirs");
        LinuxFiles.chown(upper.root(), "setuid", 1000, 100);
        LinuxFiles.chmod(upper.root(), "setuid", 06755);
        LinuxFiles.setXattr(upper.root(), "capable", "security.capability", capability);
        LinuxFiles.setXattr(upper.root(), "capable", "trusted.note", new byte[] {(byte) 0xfe});
        LinuxFiles.chown(upper.root(), "others", 0x7fffffff, -2);
        LinuxFiles.chown(upper.root(), "link", 5, 6);
        LinuxFiles.chown(upper.root(), "theirs", 7, 8);
        LinuxFiles.chmod(upper.root(), "theirs", 02770);
        LinuxFiles.mknod(upper.root(), "null", Stat.S_IFCHR | 0666, 1, 3);
        LinuxFiles.mknod(upper.root(), "disk", Stat.S_IFBLK | 0600, 259, 70_000);
        Path back = unpack(pack(new ArrayList<>()), Limits.none());
        assertThat(Snapshot.of(back)).isEqualTo(Snapshot.of(upper.path()));
        assertThat(LinuxFiles.getXattr(Linux.AT_FDCWD, back.resolve("capable").toString(), "security.capability"))
                .isEqualTo(capability);
    }

    @Test
    void holes_stay_holes() throws IOException {
        int file = Linux.openat(upper.root(), "sparse", 0644, OpenFlag.O_CREAT, OpenFlag.O_WRONLY);
        LinuxFiles.lseek(file, 10_000_000, 0);
        LinuxFiles.write(file, word.getBytes(), 0, 36);
        LinuxFiles.ftruncate(file, 50_000_000);
        Linux.close(file);
        Path back = unpack(pack(new ArrayList<>()), new Limits(false, Long.MAX_VALUE, Long.MAX_VALUE));
        Stat stat = LinuxFiles.stat(Linux.AT_FDCWD, back.resolve("sparse").toString());
        assertThat(Snapshot.of(back).get("sparse")).isEqualTo(Snapshot.of(upper.path()).get("sparse"));
        assertThat(stat.size()).isEqualTo(50_000_000);
        assertThat(stat.blocks() * 512).isLessThan(1_000_000);
    }

    @Test
    void the_same_folder_gives_the_same_archive() throws IOException {
        upper.folder("d").file("d/b", "").file("d/a", "").file("z", word).whiteout("gone");
        byte[] first = pack(new ArrayList<>());
        assertThat(pack(new ArrayList<>())).isEqualTo(first);
        assertThat(names(first)).containsExactly("d/", "d/a", "d/b", ".wh.gone", "z");
    }

    @Test
    void sockets_and_names_that_mean_something_else_are_left_out_with_a_word() throws IOException {
        LinuxFiles.mknod(upper.root(), "one", Stat.S_IFSOCK | 0600, 0, 0);
        LinuxFiles.mknod(upper.root(), "two", Stat.S_IFSOCK | 0600, 0, 0);
        upper.file(".wh.fake", "");
        List<String> omissions = new ArrayList<>();
        assertThat(names(pack(omissions))).isEmpty();
        assertThat(omissions).containsExactlyInAnyOrder("left out a socket: no archive can hold one (/one and 1 more)",
                "left out a file whose name begins with .wh.: in a layer it would say that another one was deleted (/.wh.fake)");
    }

    @Test
    void of_files_that_are_partly_in_the_layers_the_upper_alone_makes_no_archive() {
        upper.folder("moved").note("moved", "redirect", "/from");
        assertThatThrownBy(() -> pack(new ArrayList<>())).isInstanceOf(UserError.class).hasMessageContaining("/moved")
                .hasMessageContaining("--layer");
    }

    @Test
    void with_the_layers_renamed_folders_and_files_without_content_come_whole() throws IOException {
        Made lower = new Made(folder.resolve("lower"));
        lower.folder("from").file("from/inner", word).file("meta", word).time("meta", 5);
        upper.whiteout("from").folder("moved").note("moved", "redirect", "/from").file("meta", "\0".repeat(36))
                .note("meta", "metacopy", "").time("meta", 6);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (lower; Stack stack = Stack.of(upper.layer(), List.of(lower.layer()))) {
            Packer.changes(stack, out);
        }
        assertThat(names(out.toByteArray())).containsExactly(".wh.from", "meta", "moved/", "moved/inner");
        Path back = unpack(out.toByteArray(), new Limits(false, 1000, 10));
        assertThat(back.resolve("moved/inner")).hasContent(word);
        assertThat(back.resolve("meta")).hasContent(word);
    }
}
