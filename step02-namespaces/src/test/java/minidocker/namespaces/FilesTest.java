package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Needs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Volumes, tmpfs, read-only roots, and odd root filesystems. The root filesystem is a tiny one of the test's own, with busybox as
 * its only program.
 */
@Tag("kernel")
@Timeout(300)
class FilesTest {
    private final String word = UUID.randomUUID().toString();

    @TempDir
    Path folder;

    private Path rootfs;

    @BeforeAll
    static void root() {
        Needs.root();
    }

    @BeforeEach
    void make() throws IOException {
        rootfs = rootfs(folder.resolve("rootfs"));
    }

    private static Path rootfs(Path place) throws IOException {
        Files.createDirectories(place.resolve("bin"));
        Path busybox = Needs.command("busybox", "busybox-static");
        for (String name : List.of("sh", "cat", "ls", "touch", "mkdir", "df", "stat", "id", "chmod", "readlink", "sleep")) {
            Path link = place.resolve("bin").resolve(name);
            if (name.equals("sh")) {
                Files.copy(busybox, link);
            } else {
                Files.createSymbolicLink(link, Path.of("sh"));
            }
        }
        return place;
    }

    private Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--rootfs", rootfs.toString()));
        all.addAll(List.of(arguments));
        return Containers.run(all.toArray(new String[0]));
    }

    private Path source() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("file"), word);
        return source;
    }

    @Test
    void a_folder_is_seen_in_the_container_and_what_is_written_there_on_the_host() throws IOException {
        Path source = source();
        Result result = run("-v", source + ":/deep/in/there", "sh", "-c",
                "cat /deep/in/there/file; echo back > /deep/in/there/new");
        assertThat(result).isEqualTo(new Result(0, word, ""));
        assertThat(source.resolve("new")).hasContent("back");
    }

    @Test
    void a_file_is_mounted_onto_a_file() throws IOException {
        Path source = source().resolve("file");
        assertThat(run("-v", source + ":/etc/conf.d/file", "sh", "-c", "cat /etc/conf.d/file; stat -c %F /etc/conf.d/file").out())
                .isEqualTo(word + "regular file\n");
    }

    @Test
    void a_read_only_volume_cannot_be_written_and_what_is_mounted_below_it_neither() throws IOException {
        Path source = source();
        Path below = Files.createDirectories(source.resolve("below"));
        Result result = Containers.commandLine()
                .through("unshare", "--mount", "sh", "-c", "mount -t tmpfs x " + below + " && exec \"$@\"", "sh")
                .run("run", "--rootfs", rootfs.toString(), "-v", source + ":/v:ro", "sh", "-c",
                        "cat /v/file; touch /v/new; touch /v/file; touch /v/below/new; df /v/below");
        assertThat(result.out()).startsWith(word);
        assertThat(result.err().lines().filter(line -> line.contains("Read-only file system"))).hasSize(3);
        assertThat(source).isDirectoryNotContaining("glob:**new");
    }

    @ParameterizedTest
    @CsvSource({"/no/such/source:/v, does not exist on the host: make it first", "relative:/v, is relative: give the host's path",
            "/etc:v, must be a path from /", "/etc:/, cannot be /",
            "/etc:/.., cannot be /", "/etc, not of the form"})
    void a_volume_that_cannot_be_is_refused_in_one_sentence(String volume, String sentence) {
        Result result = run("-v", volume, "true");
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).contains(sentence).hasLineCount(1);
    }

    @Test
    void a_source_that_is_a_link_is_followed_on_the_host() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), source());
        assertThat(run("-v", link + ":/v", "cat", "/v/file").out()).isEqualTo(word);
    }

    /**
     * A link in an image that leads to the host, if it is followed at the wrong time: the place it means there must stay as it
     * is.
     */
    @ParameterizedTest
    @ValueSource(strings = {"%s", "/..%s", "../../../../../../../../..%s", "/proc/1/root/..%s", "/dev/../../../..%s"})
    void a_destination_behind_a_link_out_of_the_root_stays_in_the_root(String link) throws IOException {
        Path canary = Files.createDirectories(folder.resolve("canary"));
        Files.writeString(canary.resolve("there"), "before");
        Path source = source();
        Path target = Path.of(String.format(link, canary));
        Files.createSymbolicLink(rootfs.resolve("trap"), target);
        List<String> before = listing(canary);
        run("-v", source + ":/trap/x/y", "--tmpfs", "/trap/t", "-v", source.resolve("file") + ":/trap/there", "sh", "-c",
                "echo overwritten > /trap/there");
        run("-v", source + ":/trap", "sh", "-c", "touch /trap/new");
        run("-v", source + ":/../../../../.." + canary + "/z", "sh", "-c", "touch /../../../.." + canary + "/z/in-volume");
        assertThat(listing(canary)).isEqualTo(before);
        assertThat(canary.resolve("there")).hasContent("before");
        assertThat(source.resolve("in-volume")).exists();
    }

    private static List<String> listing(Path start) throws IOException {
        try (Stream<Path> files = Files.walk(start, new FileVisitOption[0])) {
            return files.map(file -> {
                try {
                    return file + " " + Files.getLastModifiedTime(file) + " " + Files.getAttribute(file, "unix:ino");
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }).sorted().toList();
        }
    }

    @Test
    void a_link_within_the_root_is_followed() throws IOException {
        Files.createDirectories(rootfs.resolve("real"));
        Files.createSymbolicLink(rootfs.resolve("absolute"), Path.of("/real"));
        Files.createSymbolicLink(rootfs.resolve("upwards"), Path.of("../../real"));
        assertThat(run("-v", source() + ":/absolute", "cat", "/real/file").out()).isEqualTo(word);
        assertThat(run("-v", source() + ":/upwards/a", "cat", "/real/a/file").out()).isEqualTo(word);
    }

    @Test
    void below_a_file_there_is_no_place_and_a_folder_does_not_go_onto_a_file() throws IOException {
        Files.writeString(rootfs.resolve("plain"), "");
        Result below = run("-v", source() + ":/plain/v", "true");
        assertThat(below.code()).isEqualTo(125);
        assertThat(below.err()).contains("move_mount").contains("(a file can be mounted onto a file only").hasLineCount(1);
        assertThat(run("-v", source() + ":/plain", "true").err()).contains("(a file can be mounted").hasLineCount(1);
        assertThat(run("-v", source().resolve("file") + ":/bin", "true").err()).contains("move_mount").hasLineCount(1);
    }

    @Test
    void volumes_within_volumes_are_all_seen_whatever_their_order() throws IOException {
        Path outer = Files.createDirectories(folder.resolve("outer"));
        Files.writeString(outer.resolve("mine"), "outer");
        Result result = run("-v", source() + ":/v/inner", "-v", outer + ":/v", "--tmpfs", "/v/inner/t", "sh", "-c",
                "cat /v/mine /v/inner/file; stat -f -c %T /v/inner/t");
        assertThat(result).isEqualTo(new Result(0, "outer" + word + "tmpfs\n", ""));
    }

    @Test
    void two_volumes_at_one_place_are_a_mistake() throws IOException {
        assertThat(run("-v", source() + ":/v", "-v", source() + ":/v/", "true").err()).contains("two mounts go to /v");
    }

    @Test
    void a_read_only_root_cannot_be_written_but_what_is_mounted_in_it_can() throws IOException {
        Path source = source();
        Result result = run("--read-only", "--tmpfs", "/tmp", "-v", source + ":/v", "sh", "-c",
                "touch /new; mkdir /etc; echo 1 > /tmp/file && echo 2 > /v/new && echo 3 > /dev/null && echo 4 > /dev/shm/file && echo fine");
        assertThat(result.out()).isEqualTo("fine\n");
        assertThat(result.err().lines().filter(line -> line.contains("Read-only file system"))).hasSize(2);
        assertThat(rootfs.resolve("new")).doesNotExist();
        assertThat(run("touch", "/new").code()).as("on the host nothing has changed").isZero();
    }

    @Test
    void a_tmpfs_has_the_options_that_were_asked_for() {
        String lookAt = "while read a b c d where options rest; do [ $where = /t ] && echo $options $rest; done < /proc/self/mountinfo; stat -c %a:%u:%g /t";
        assertThat(run("--tmpfs", "/t:size=1m,mode=750,uid=7,gid=8", "sh", "-c", lookAt).out())
                .contains("nosuid,nodev,noexec", "size=1024k").endsWith("750:7:8\n");
        assertThat(run("--tmpfs", "/t:exec,suid,dev,ro", "sh", "-c", lookAt).out()).startsWith("ro")
                .doesNotContain("noexec", "nosuid", "nodev");
        assertThat(run("--tmpfs", "/t:size=1k", "sh", "-c", "cat /bin/sh > /t/file").err()).contains("No space left");
        assertThat(run("--tmpfs", "/t:bind", "true").err()).contains("the tmpfs option bind is unknown").hasLineCount(1);
        assertThat(run("--tmpfs", "/", "true").err()).contains("not / itself").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "comma,colon:equals=", "quote'\"", "back\\slash", "ünïcödé", "new\nline", "-dash",
            "dots..", "$HOME `id`"})
    void a_root_filesystem_may_have_any_name(String name) throws IOException {
        rootfs = rootfs(folder.resolve(name));
        assertThat(run("-v", source() + ":/v", "cat", "/v/file")).isEqualTo(new Result(0, word, ""));
    }

    @Test
    void a_root_filesystem_without_mount_points_gets_them() {
        assertThat(run("ls", "/").out()).isEqualTo("bin\ndev\nproc\nsys\n");
    }

    @Test
    void a_root_filesystem_that_cannot_be_written_and_lacks_them_is_told_so() {
        Result result = Containers.commandLine()
                .through("unshare", "--mount", "sh", "-c", "mount --bind " + rootfs + " " + rootfs
                + " && mount -o remount,ro,bind " + rootfs + " && exec \"$@\"", "sh")
                .run("run", "--rootfs", rootfs.toString(), "true");
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).contains("mount src=proc dst=/proc")
                .contains("the root filesystem has no such folder, and none could be made in it").hasLineCount(1);
    }

    @Test
    void mounts_that_are_links_in_the_image_do_no_harm_to_the_host() throws IOException {
        Path canary = Files.createDirectories(folder.resolve("canary"));
        for (String name : List.of("proc", "sys", "dev")) {
            Files.createSymbolicLink(rootfs.resolve(name), Path.of("../../../../../../../.." + canary));
        }
        run("true");
        assertThat(canary).isEmptyDirectory();
        Files.delete(rootfs.resolve("dev"));
        Files.createSymbolicLink(rootfs.resolve("dev"), Path.of("/etc"));
        Files.createDirectories(rootfs.resolve("etc"));
        for (String name : List.of("proc", "sys")) {
            Files.delete(rootfs.resolve(name));
        }
        assertThat(run("sh", "-c", "echo x > /dev/null && stat -c %F /etc/null").out()).isEqualTo("character special file\n");
        assertThat(rootfs.resolve("etc")).isEmptyDirectory();
        Files.delete(rootfs.resolve("dev"));
    }

    @Test
    void the_hosts_mounts_may_be_shared_and_none_of_ours_gets_there() throws IOException {
        Result result = Containers.commandLine().through("unshare", "--mount", "--propagation", "shared", "sh", "-c",
                "mount --bind " + rootfs + " " + rootfs
                        + " && wc -l < /proc/self/mountinfo && \"$@\" && wc -l < /proc/self/mountinfo", "sh")
                .run("run", "--rootfs", rootfs.toString(), "--tmpfs", "/t", "sh", "-c", "echo inside");
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).isEqualTo("inside");
        assertThat(lines.get(0)).isEqualTo(lines.get(2));
    }

    @Test
    void in_a_chroot_it_says_why_it_cannot() throws IOException {
        Path jail = Files.createDirectories(folder.resolve("jail"));
        // All of / is in there: wherever the JDK, the classes and the root filesystem lie on this machine, they are found.
        String bind = "for d in /*; do if [ -L \"$d\" ]; then cp -P \"$d\" " + jail + "; elif [ -d \"$d\" ]; then mkdir \"" + jail
                + "$d\"; mount --rbind \"$d\" \"" + jail + "$d\" 2>/dev/null; fi; done; ";
        Result result = Containers.commandLine()
                .through("unshare", "--mount", "sh", "-c", bind + "exec chroot " + jail + " \"$@\"", "sh")
                .run("run", "--rootfs", rootfs.toString(), "true");
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).contains("our own / is no mount point: we are in a chroot").hasLineCount(1);
    }

    @Test
    void the_user_is_who_was_asked_for_and_in_no_group_of_ours() {
        assertThat(Containers.commandLine().through("setpriv", "--groups=4,27", "--")
                .run("run", "--rootfs", rootfs.toString(), "-u", "1234:5678", "id").out())
                .isEqualTo("uid=1234 gid=5678\n");
        assertThat(Containers.commandLine().through("setpriv", "--groups=4,27", "--")
                .run("run", "--rootfs", rootfs.toString(), "--userns", "private", "-u", "1234:5678", "id").out())
                .isEqualTo("uid=1234 gid=5678\n");
        assertThat(Containers.commandLine().through("setpriv", "--groups=4,27", "--")
                .run("run", "--rootfs", rootfs.toString(), "--userns", "private", "cat", "/proc/self/status").out())
                .containsPattern("Groups:\\s*\n");
    }

    @Test
    void what_a_user_namespace_writes_belongs_to_its_users_outside() throws IOException {
        Path source = source();
        Files.setAttribute(source, "unix:uid", 345_678);
        for (String name : List.of("proc", "sys", "dev", "v")) {
            Files.createDirectories(rootfs.resolve(name));
        }
        assertThat(run("--uid-map", "0:345678:10", "-v", source + ":/v", "touch", "/v/new")).isEqualTo(new Result(0, "", ""));
        assertThat(Files.getAttribute(source.resolve("new"), "unix:uid")).isEqualTo(345_678);
        assertThat(run("--uid-map", "0:345678:10", "-u", "11", "true").err()).contains("the user namespace has no such ID")
                .hasLineCount(1);
        assertThat(run("--uid-map", "0:345678:10", "--uid-map", "5:9:1", "true").err()).contains("ranges may not overlap")
                .hasLineCount(1);
    }
}
