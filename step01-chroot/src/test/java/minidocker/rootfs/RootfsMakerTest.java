package minidocker.rootfs;

import static minidocker.rootfs.MadeUpHost.PC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import minidocker.cli.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootfsMakerTest {
    @TempDir
    private Path folder;
    private MadeUpHost host;
    private Path box;

    @BeforeEach
    void makeUpAHost() throws IOException {
        host = new MadeUpHost(Files.createDirectory(folder.resolve("host")));
        host.program("/usr/bin/dash", "libc.so.6").link("/usr/bin/sh", "dash");
        box = Files.createDirectory(folder.resolve("work"))
                .resolve("box-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    /** Before JUnit does, which warns of every link that leads out of the folder. */
    @AfterEach
    void removeTheFolder() throws IOException {
        TreeRemoval.remove(folder);
    }

    @Test
    void a_program_is_copied_with_its_bytes_mode_and_time_but_not_setuid() throws IOException {
        Path sudo = host.linkedWith("libc.so.6").writeTo(host.root, "/usr/bin/sudo");
        Files.setAttribute(sudo, "unix:mode", 06751);
        FileTime time = FileTime.from(Instant.ofEpochSecond(ThreadLocalRandom.current().nextInt(1, 1_500_000_000), 123_456_789));
        Files.setLastModifiedTime(sudo, time);
        make("sudo");
        Path copy = box.resolve("usr/bin/sudo");
        assertThat(copy).hasSameBinaryContentAs(sudo);
        assertThat(mode(copy)).isEqualTo(0751);
        assertThat(Files.getLastModifiedTime(copy)).isEqualTo(time);
    }

    @Test
    void modes_do_not_depend_on_the_umask() throws IOException {
        make();
        assertThat(mode(box)).isEqualTo(0755);
        assertThat(mode(box.resolve("tmp"))).isEqualTo(01777);
        assertThat(mode(box.resolve("root"))).isEqualTo(0700);
        assertThat(mode(box.resolve("etc/passwd"))).isEqualTo(0644);
    }

    @Test
    void links_are_made_as_links() throws IOException {
        make();
        assertThat(Files.readSymbolicLink(box.resolve("bin"))).hasToString("usr/bin");
        assertThat(Files.readSymbolicLink(box.resolve("usr/bin/sh"))).hasToString("dash");
        assertThat(Files.readSymbolicLink(box.resolve("etc/mtab"))).hasToString("/proc/self/mounts");
    }

    @Test
    void two_names_of_one_file_stay_two_names_of_one_file() throws IOException {
        host.program("/usr/bin/gzip", "libc.so.6");
        Files.createLink(host.root.resolve("usr/bin/gunzip"), host.root.resolve("usr/bin/gzip"));
        make("gunzip");
        assertThat(Files.isSameFile(box.resolve("usr/bin/gunzip"), box.resolve("usr/bin/gzip"))).isTrue();
        assertThat(Files.isSameFile(box.resolve("usr/bin/gzip"), host.root.resolve("usr/bin/gzip")))
                .as("but not of the host's").isFalse();
    }

    @Test
    void it_tells_what_it_has_made() throws IOException {
        MadeRootfs made = make();
        assertThat(made.files()).isEqualTo(3);
        assertThat(made.bytes()).isEqualTo(Files.size(box.resolve("usr/bin/dash"))
                + Files.size(box.resolve("lib/x86_64-linux-gnu/libc.so.6"))
                + Files.size(box.resolve("lib64/ld-linux-x86-64.so.2")));
        assertThat(made.notes()).hasSize(1);
        assertThat(RootfsMaker.isMade(box)).isTrue();
    }

    @Test
    void folders_on_the_way_are_made_and_an_empty_one_is_used() throws IOException {
        box = box.resolve("a/b");
        make();
        assertThat(box.resolve("usr/bin/dash")).exists();
        box = Files.createDirectory(folder.resolve("empty"));
        make();
        assertThat(box.resolve("usr/bin/dash")).exists();
    }

    @Test
    void a_link_to_an_empty_folder_is_followed_as_the_users_own_word() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Files.createSymbolicLink(box, real);
        make();
        assertThat(box).isSymbolicLink();
        assertThat(real.resolve("usr/bin/dash")).exists();
    }

    @Test
    void what_is_in_the_way_is_left_as_it_was() throws IOException {
        Files.createDirectory(box);
        Files.writeString(box.resolve("mine"), "precious");
        refused(true, "is not empty, and it was not made by rootfs create");
        assertThat(box.resolve("mine")).hasContent("precious");

        box = Files.writeString(folder.resolve("work/file"), "precious");
        refused(true, "is a file, and a root filesystem is a directory");
        assertThat(box).hasContent("precious");

        box = box.resolve("below");
        refused(true, folder.resolve("work/file") + " is not a directory");

        box = Files.createSymbolicLink(folder.resolve("work/dangling"), Path.of("gone"));
        refused(true, "is a link to gone, which does not exist");
        box = Path.of("/");
        refused(true, "something is mounted on /");
    }

    @Test
    void one_that_was_made_before_is_replaced_when_told_so() throws IOException {
        make();
        Files.writeString(box.resolve("usr/bin/old"), "old");
        refused(false, "is a root filesystem already: use it, or have it replaced with --force");
        assertThat(box.resolve("usr/bin/old")).exists();
        maker().make(box, List.of(), true);
        assertThat(box.resolve("usr/bin/old")).doesNotExist();
        assertThat(box.resolve("usr/bin/dash")).exists();
        assertNothingElseIsThere();
    }

    @Test
    void a_link_in_the_old_one_leads_the_removal_nowhere() throws IOException {
        make();
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("mine"), "precious");
        Files.createSymbolicLink(box.resolve("home/out"), outside);
        Files.createDirectories(box.resolve("home/closed/inner"));
        Files.setPosixFilePermissions(box.resolve("home/closed"), PosixFilePermissions.fromString("---------"));
        maker().make(box, List.of(), true);
        assertThat(outside.resolve("mine")).hasContent("precious");
        assertThat(box.resolve("home/out")).doesNotExist();
        assertNothingElseIsThere();
    }

    @Test
    void a_command_that_cannot_be_taken_leaves_nothing_behind() throws IOException {
        box = box.resolve("a/b");
        assertThatThrownBy(() -> make("nonesuch")).isInstanceOf(UserError.class)
                .hasMessageStartingWith("cannot take 'nonesuch' along");
        assertThat(folder.resolve("work")).isEmptyDirectory();
    }

    @Test
    void a_file_that_vanishes_while_it_is_copied_leaves_nothing_behind() throws IOException {
        Path dash = host.root.resolve("usr/bin/dash");
        box = box.resolve("a/b");
        try (StagedDirectory staged = new StagedDirectory(box)) {
            RootfsPlan plan = host.planner().plan(List.of());
            Files.delete(dash);
            assertThatThrownBy(() -> new RootfsWriter(staged.path(), () -> false).write(plan)).isInstanceOf(IOException.class);
            assertThat(staged.path().resolve("etc/passwd")).exists();
        }
        assertThat(folder.resolve("work")).isEmptyDirectory();
    }

    @Test
    void what_a_killed_run_has_left_is_swept_and_what_a_living_one_makes_is_not() throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        String hidden = "." + box.getFileName() + ".mini-docker-";
        Path left = Files.createDirectories(box.resolveSibling(hidden + ended.pid() + "-1f/usr/bin"));
        Path living = Files.createDirectory(box.resolveSibling(hidden + ProcessHandle.current().pid() + "-1f"));
        Path other = Files.createDirectory(box.resolveSibling(".other.mini-docker-" + ended.pid() + "-1f"));
        make();
        assertThat(left.getParent().getParent()).doesNotExist();
        assertThat(living).exists();
        assertThat(other).exists();
    }

    @Test
    void ensuring_makes_it_once() {
        assertThat(RootfsMaker.ensure(box)).isPresent();
        assertThat(RootfsMaker.ensure(box)).isEmpty();
    }

    @Test
    void of_many_at_once_each_finds_a_complete_one() throws InterruptedException, IOException {
        List<Thread> threads = Stream.generate(() -> new Thread(() -> RootfsMaker.ensure(box))).limit(3).toList();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((where, e) -> failures.add(e)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(box.resolve("bin/sh")).exists();
        assertNothingElseIsThere();
    }

    @Test
    void a_place_where_nothing_can_be_made_is_told() {
        box = Path.of("/proc/1/box");
        refused(false, "cannot make the root filesystem /proc/1/box: ");
        assertThat(FileTrouble.sentence("cannot make x", new AccessDeniedException("/x"))).isEqualTo(
                "cannot make x: permission denied (this user may not: try as root)");
    }

    private RootfsMaker maker() {
        return new RootfsMaker(host.tree(), host.commands(), PC);
    }

    private MadeRootfs make(String... with) {
        return maker().make(box, List.of(with), false);
    }

    private void refused(boolean force, String sentence) {
        assertThatThrownBy(() -> maker().make(box, List.of(), force)).isInstanceOf(UserError.class)
                .hasMessageContaining(sentence);
    }

    private void assertNothingElseIsThere() throws IOException {
        try (Stream<Path> siblings = Files.list(box.getParent())) {
            assertThat(siblings).containsExactly(box);
        }
    }

    private static int mode(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }
}
