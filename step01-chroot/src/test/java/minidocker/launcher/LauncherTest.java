package minidocker.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.launcher.Clone.Outcome;
import minidocker.testing.Eventually;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher does around a JVM, with JDKs and a Maven that only pretend. */
class LauncherTest {
    @TempDir
    Path temp;

    Clone clone;
    Path jdk;

    @BeforeEach
    void a_fresh_clone_with_one_jdk() throws IOException {
        clone = new Clone(temp, "a clone", Files.createFile(temp.resolve("probe.jar")));
        // Newer than any that this machine may have in its PATH.
        jdk = clone.fakeJdk(clone.jvms.resolve("jdk-99"), "99.0.1");
    }

    @Test
    void the_first_start_builds_with_one_sentence_and_the_second_does_not_touch_maven() throws Exception {
        Outcome first = clone.run("step01-chroot/mini-docker", "hello");
        Files.delete(clone.commands.resolve("mvn"));
        Outcome second = clone.run("step01-chroot/mini-docker", "hello");

        assertThat(first.err()).isEqualTo("mini-docker: building step01-chroot once (about 20 s)...\n");
        assertThat(first.out()).isEqualTo(jdk + "\n<hello>\n");
        assertThat(second).isEqualTo(new Outcome(0, first.out(), ""));
        assertThat(clone.builds()).containsExactly("step01-chroot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void arguments_reach_the_program_as_they_are(String shell) throws Exception {
        String[] words = shell.split(" ");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", words[0])), words[0] + " is not installed");
        String script = String.join(" ", shell, "'" + clone.folder.resolve("step01-chroot/mini-docker") + "'", "\"$@\"");
        for (int start = 0; start < 2; start++) {
            Outcome outcome = clone.run("sh", "-c", script, "sh", "", "a b", "it's", "\"$HOME\"", "*", "two\nlines", "\\", "-n");
            assertThat(outcome.out()).isEqualTo(
                    jdk + "\n<>\n<a b>\n<it's>\n<\"$HOME\">\n<*>\n<two\nlines>\n<\\>\n<-n>\n");
            assertThat(outcome.status()).isZero();
        }
    }

    @Test
    void the_path_says_which_step_is_meant() throws Exception {
        Path bin = Files.createDirectory(temp.resolve("my bin"));
        Path last = Files.createSymbolicLink(bin.resolve("mini-docker"), clone.folder.resolve("mini-docker"));
        Files.createSymbolicLink(bin.resolve("step01"), Path.of("../a clone/step01-chroot/mini-docker"));
        // A link in the midst of another Maven project.
        Files.createFile(bin.resolve("pom.xml"));

        clone.run("./mini-docker");
        assertThat(clone.builds()).containsExactly("step02-namespaces");
        clone.run(bin.resolve("step01").toString());
        assertThat(clone.builds()).containsExactly("step02-namespaces", "step01-chroot");
        clone.environment("PATH", bin + ":" + clone.path());
        assertThat(clone.run("sh", "-c", "cd / && mini-docker elsewhere").out()).isEqualTo(jdk + "\n<elsewhere>\n");
        assertThat(clone.run("sh", "-c", "cd step02-namespaces && sh mini-docker here").out()).isEqualTo(jdk + "\n<here>\n");
        assertThat(clone.builds()).hasSize(2);
        assertThat(last).isSymbolicLink();
    }

    @Test
    void a_clone_that_was_moved_still_works() throws Exception {
        clone.run("./mini-docker");
        Path moved = Files.move(clone.folder, temp.resolve("moved"));
        Outcome outcome = clone.run(moved + "/mini-docker", "moved");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).endsWith("<moved>\n");
    }

    @Test
    void two_first_starts_at_once_build_once() throws Exception {
        clone.maven("sleep 1\n" + Clone.BUILD.formatted(clone.program));
        Process one = clone.start("step01-chroot/mini-docker", "one");
        Process two = clone.start("step01-chroot/mini-docker", "two");
        assertThat(clone.finish(one).out()).isEqualTo(jdk + "\n<one>\n");
        assertThat(clone.finish(two).out()).isEqualTo(jdk + "\n<two>\n");
        assertThat(clone.builds()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "KILL"})
    void after_a_build_that_was_interrupted_the_next_start_builds_from_scratch(String signal) throws Exception {
        Path half = clone.folder.resolve("step01-chroot/target/classes/half.class");
        clone.maven(Clone.BUILD.formatted(clone.program) + """
                mkdir "$5/target/classes"
                : >"$5/target/classes/half.class"
                sleep 100
                """);
        // setsid: a process group of its own, which gets the signal as from a terminal.
        Process interrupted = clone.start("setsid", "step01-chroot/mini-docker");
        Eventually.holds(() -> Files.exists(half), () -> "a build that is half done");
        new ProcessBuilder("kill", "-" + signal, "--", "-" + interrupted.pid()).start().waitFor();
        assertThat(clone.finish(interrupted).status()).isNotZero();

        clone.maven(Clone.BUILD.formatted(clone.program));
        assertThat(clone.run("step01-chroot/mini-docker", "again").out()).isEqualTo(jdk + "\n<again>\n");
        assertThat(clone.builds()).hasSize(2);
        assertThat(half).doesNotExist();
    }

    @Test
    void a_failing_build_shows_the_end_of_its_log_and_is_tried_again() throws Exception {
        clone.maven("echo 'package exists.not does not exist'; exit 1\n");
        Outcome failed = clone.run("step01-chroot/mini-docker");
        assertThat(failed.status()).isEqualTo(125);
        assertThat(failed.err().lines()).hasSize(3).last().isEqualTo("package exists.not does not exist");
        assertThat(failed.err()).contains("the build of step01-chroot failed").contains("target/build.log");

        clone.maven(Clone.BUILD.formatted(clone.program));
        assertThat(clone.run("step01-chroot/mini-docker", "again").out()).isEqualTo(jdk + "\n<again>\n");
    }

    @Test
    void a_missing_jar_is_built_again() throws Exception {
        clone.run("step01-chroot/mini-docker");
        Files.delete(clone.folder.resolve("step01-chroot/target/lib/other.jar"));
        assertThat(clone.run("step01-chroot/mini-docker", "again").out()).isEqualTo(jdk + "\n<again>\n");
        assertThat(clone.builds()).hasSize(2);
    }

    @Test
    void without_maven_a_sentence_says_what_to_install() throws Exception {
        Files.delete(clone.commands.resolve("mvn"));
        clone.onlyCommands("sed", "cat", "mkdir", "flock");
        assertThat(clone.run("step01-chroot/mini-docker")).isEqualTo(new Outcome(125, "",
                "mini-docker: step01-chroot is not built yet, which takes Maven: install it (Debian, Ubuntu: apt install maven)\n"));
    }

    @Test
    void a_copy_of_the_script_elsewhere_says_so() throws Exception {
        Path copy = Files.copy(clone.folder.resolve("mini-docker"), temp.resolve("copy"));
        Outcome outcome = clone.run(copy.toString());
        assertThat(outcome.status()).isEqualTo(125);
        assertThat(outcome.err()).contains("symbolic link").hasLineCount(1);
    }
}
