package minidocker.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import minidocker.layers.Tree;
import minidocker.syscall.Linux;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Containers on layers, as root. */
@Tag("kernel")
@Timeout(120)
class RunTest {
    private final String word = UUID.randomUUID().toString();
    private final Path home = TestHome.folder();
    private Path folder;

    @BeforeAll
    static void root() {
        Needs.root();
    }

    @BeforeEach
    void make() throws IOException {
        folder = Files.createTempDirectory(home, "layers");
    }

    @AfterEach
    void nothing_is_left() throws IOException {
        assertThat(running()).isEmpty();
        int parent = Tree.open(home);
        Tree.remove(parent, folder.getFileName().toString());
        Tree.remove(parent, "overlay");
        Linux.close(parent);
    }

    private List<Path> running() throws IOException {
        Path running = home.resolve("overlay/running");
        if (Files.notExists(running)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(running)) {
            return files.toList();
        }
    }

    private CommandLineRun commandLine() {
        return CommandLineRun.of(Main.class).home(home);
    }

    private Result run(String... arguments) {
        return commandLine().run(arguments);
    }

    private Result shell(String script, String... options) {
        List<String> arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("sh", "-c", script));
        return run(arguments.toArray(new String[0]));
    }

    private Path layer(String name, String file, String content) throws IOException {
        Path layer = Files.createDirectories(folder.resolve(name));
        Files.writeString(layer.resolve(file), content);
        return layer;
    }

    private void printed(Result result, String out) {
        assertThat(result).isEqualTo(new Result(0, out, ""));
    }

    @Test
    void what_a_container_writes_reaches_no_layer() throws IOException {
        printed(shell("echo " + word + " > /etc/passwd; rm -r /var; cat /etc/passwd; ls -d /var 2>/dev/null; true"), word + "\n");
    }

    @Test
    void its_root_is_an_overlay_and_its_own() {
        assertThat(shell("grep ' / / ' /proc/self/mountinfo; ls /proc/1/root/..").out()).contains(" overlay ")
                .doesNotContain("hostbox");
        assertThat(TestHome.hostbox().resolve("etc/passwd")).content().doesNotContain(word);
    }

    @Test
    void the_last_layer_is_on_top() throws IOException {
        Path one = layer("one", "both", "1");
        Path two = layer("two", "both", word);
        layer("one", "first", "f");
        printed(shell("cat /both /first", "--layer", TestHome.hostbox().toString(), "--layer", one.toString(), "--layer",
                two.toString()), word + "f");
    }

    @Test
    void a_hundred_and_twenty_eight_layers_with_odd_and_long_names() throws IOException {
        String odd = "a,b:c\\d e" + "x".repeat(200);
        List<String> options = new ArrayList<>(List.of("--layer", TestHome.hostbox().toString()));
        for (int i = 1; i < 128; i++) {
            options.addAll(List.of("--layer", layer(odd + "/" + i, "layer" + i, word + i).toString()));
        }
        assertThat(shell("ls / | grep -c layer; cat /layer1 /layer127", options.toArray(new String[0])).out())
                .isEqualTo("127\n" + word + "1" + word + "127");
    }

    @Test
    void a_layer_named_twice_is_an_error_of_one_sentence() {
        Result result = shell("true", "--layer", TestHome.hostbox().toString(), "--layer", TestHome.hostbox().toString());
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).contains("stands there twice").hasLineCount(1);
    }

    @Test
    void what_is_missing_or_wrong_is_said() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(shell("true", "--layer", folder + "/none"))
                .satisfies(result -> assertThat(result.err()).contains("there is no layer").hasLineCount(1));
        assertThat(shell("true", "--layer", file.toString()).err()).contains("is a file").hasLineCount(1);
        assertThat(shell("true", "--layer", folder.toString(), "--rootfs", folder.toString()).err())
                .contains("exclude each other").hasLineCount(1);
        assertThat(shell("true", "--mountns", "host").err()).contains("--mountns host").hasLineCount(1);
        assertThat(shell("true", "--keep", "a", "--upper", folder.toString()).err()).contains("leave one out").hasLineCount(1);
        assertThat(shell("true", "--keep", "../a").err()).contains("../a").hasLineCount(1);
        assertThat(run("run", "--layer", TestHome.hostbox().toString(), "/etc/passwd").code()).isEqualTo(126);
        assertThat(run("run", "no-such-command").code()).isEqualTo(127);
    }

    @Test
    void what_is_kept_is_there_again_and_diff_and_commit_tell_it() throws IOException {
        printed(shell("rm /etc/hosts; mkdir /made; echo " + word + " > /made/file", "--keep", "box"), "");
        printed(shell("cat /made/file; ls /etc/hosts 2>/dev/null; echo more >> /made/file", "--keep", "box"), word + "\n");
        printed(run("diff", "box"), "C /etc\nD /etc/hosts\nA /made\nA /made/file\n");
        Result commit = run("commit", "box", "-o", folder + "/layer.tar.gz");
        assertThat(commit.out()).matches("sha256:[0-9a-f]{64}\n");
        assertThat(run("commit", "-o", folder + "/again.tar", "box").out()).isEqualTo(commit.out());
        assertThat(run("apply", folder + "/layer.tar.gz", folder + "/layer").code()).isZero();
        printed(shell("cat /made/file; ls /etc/hosts 2>/dev/null; true", "--layer", TestHome.hostbox().toString(), "--layer",
                folder + "/layer"), word + "\nmore\n");
    }

    @Test
    void diff_tells_what_really_happened_in_a_container() {
        shell("rm -r /var; mkdir /var; touch /var/new; mv /etc /moved; chmod 701 /root; ln /moved/group /moved/group2; echo x >> /usr/bin/env", "--keep", "box");
        List<String> lines = run("diff", "box").out().lines().toList();
        assertThat(lines)
                .contains("C /var", "A /var/new", "D /var/log", "D /etc", "A /moved", "A /moved/group", "A /moved/group2",
                "C /root", "C /usr", "C /usr/bin", "C /usr/bin/env")
                .doesNotContain("D /var", "A /var", "C /home", "D /etc/hosts");
        assertThat(lines)
                .isSortedAccordingTo((one, other) -> minidocker.syscall.CString.compare(one.substring(2).replace('/', '\0'),
                other.substring(2).replace('/', '\0')));
    }

    @Test
    void an_upper_of_ones_own_is_kept_and_its_work_folder_is_not() throws IOException {
        Path upper = folder.resolve("new/upper");
        shell("echo " + word + " > /file", "--upper", upper.toString());
        assertThat(upper.resolve("file")).hasContent(word);
        try (Stream<Path> beside = Files.list(upper.getParent())) {
            assertThat(beside).containsExactly(upper);
        }
    }

    @Test
    void an_upper_is_used_by_one_container_at_a_time() {
        try (CommandLineRun.Running first = commandLine().start("run", "--keep", "box", "sh", "-c", "echo up; exec sleep 60")) {
            Eventually.holds(() -> first.out().contains("up"), first::out);
            Result second = shell("true", "--keep", "box");
            assertThat(second.code()).isEqualTo(125);
            assertThat(second.err()).contains("in use by another container").hasLineCount(1);
        }
        Eventually.holds(() -> shell("true", "--keep", "box").code() == 0, () -> "the lock to be free");
    }

    @Test
    void what_is_kept_can_be_forgotten_but_not_while_it_is_in_use() {
        try (CommandLineRun.Running living = commandLine().start("run", "--keep", "box", "sh", "-c", "echo up; exec sleep 60")) {
            Eventually.holds(() -> living.out().contains("up"), living::out);
            assertThat(run("forget", "box").err()).contains("in use").hasLineCount(1);
        }
        Eventually.holds(() -> run("forget", "box").code() == 0, () -> "the lock to be free");
        assertThat(home.resolve("overlay/kept")).isEmptyDirectory();
        assertThat(run("forget", "box").err()).contains("nothing is kept").hasLineCount(1);
        shell("true");
    }

    @Test
    void what_is_kept_is_closed_to_other_users() throws IOException {
        shell("true", "--keep", "box");
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("overlay/kept/box")))).isEqualTo("rwx------");
        assertThat(shell("echo hi > /f; cat /f", "--keep", "other", "--userns", "private").out()).isEqualTo("hi\n");
    }

    @Test
    void what_is_kept_stays_on_its_layers() throws IOException {
        shell("true", "--keep", "box");
        assertThat(shell("true", "--keep", "box", "--layer", layer("other", "x", "").toString()).err()).contains("other layers")
                .hasLineCount(1);
    }

    @Test
    void what_a_killed_one_left_is_removed_by_the_next_and_what_another_uses_is_not() throws IOException {
        try (CommandLineRun.Running living = commandLine().start("run", "sh", "-c", "echo up; exec sleep 60")) {
            Eventually.holds(() -> living.out().contains("up"), living::out);
            CommandLineRun.Running killed = commandLine()
                    .start("run", "sh", "-c", "mkdir /d; chmod 0 /d; echo up; exec sleep 60");
            Eventually.holds(() -> killed.out().contains("up"), killed::out);
            assertThat(running()).hasSize(2);
            Linux.kill((int) killed.pid(), 9);
            killed.close();
            Path notOurs = Files.createDirectory(home.resolve("overlay/running/somebody's"));
            Eventually.holds(() -> {
                shell("true");
                try {
                    return running().size() == 2;
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }, () -> "the folder of the dead one to go");
            assertThat(notOurs).exists();
            Files.delete(notOurs);
            assertThat(running()).hasSize(1);
        }
        shell("true");
    }

    @Test
    void in_a_user_namespace_root_owns_what_it_writes_there() {
        printed(shell("touch /f && chown 5:6 /f && ls -ln /f | cut -d' ' -f3,4; mkdir -p /a/b; mv /a /c; rm -r /c; ls -lnd / | cut -d' ' -f3,4", "--userns", "private"), "5 6\n0 0\n");
    }

    @Test
    void explain_shows_the_mount_and_makes_nothing() throws IOException {
        Result result = run("run", "--explain", "--layer", TestHome.hostbox().toString(), "true");
        assertThat(result.out().replaceAll("\\s+", " ")).contains("type=overlay", "lowerdir=0", "upperdir=upper,", "pivot_root");
        assertThat(home.resolve("overlay")).doesNotExist();
    }

    @Test
    void where_there_is_no_overlayfs_the_layers_are_copied() throws IOException {
        Path below = Files.createDirectories(folder.resolve("overlay/lower"));
        Path mounted = Files.createDirectory(folder.resolve("overlay/merged"));
        Files.createDirectory(folder.resolve("overlay/upper"));
        Files.createDirectory(folder.resolve("overlay/work"));
        Path top = layer("top", "file", word);
        CommandLineRun onOverlay = CommandLineRun.of(Main.class).home(mounted)
                .through(Needs.command("unshare", "util-linux").toString(), "-m", "sh", "-c",
                "mount -t overlay overlay -o 'lowerdir=" + below + ",upperdir=" + below.resolveSibling("upper") + ",workdir="
                        + below.resolveSibling("work") + "' '" + mounted + "' && exec \"$@\"", "sh");
        String[] layers = {"--layer", TestHome.hostbox().toString(), "--layer", top.toString()};
        Result result = onOverlay.run("run", layers[0], layers[1], layers[2], layers[3], "--keep", "box", "sh", "-c",
                "cat /file; rm /etc/hosts; echo new > /new");
        assertThat(result.out()).isEqualTo(word);
        assertThat(result.err()).contains("the layers are copied").hasLineCount(1);
        assertThat(onOverlay.run("run", layers[0], layers[1], layers[2], layers[3], "--keep", "box", "cat", "/new").out())
                .isEqualTo("new\n");
        assertThat(onOverlay.run("diff", "box").out()).isEqualTo("C /etc\nD /etc/hosts\nA /new\n");
        assertThat(onOverlay.run("run", layers[0], layers[1], layers[2], layers[3], "--upper", folder + "/u", "true").err())
                .contains("without overlayfs there is no upper");
    }
}
