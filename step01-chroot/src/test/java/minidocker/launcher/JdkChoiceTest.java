package minidocker.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.launcher.Clone.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JDK the launcher takes. */
class JdkChoiceTest {
    @TempDir
    Path temp;

    Clone clone;

    @BeforeEach
    void a_fresh_clone_without_a_jdk() throws IOException {
        clone = new Clone(temp, "a clone", Files.createFile(temp.resolve("probe.jar")));
        // No java of this machine's in PATH, only what the launcher itself calls.
        clone.onlyCommands("sed", "cat", "cp", "mkdir", "rm", "mv", "touch", "tr", "uname", "id", "flock", "readlink", "tail",
                "sync");
    }

    private String chosen() throws Exception {
        Outcome outcome = clone.run("./mini-docker");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return outcome.out().strip();
    }

    @Test
    void the_newest_is_taken_wherever_it_is() throws Exception {
        Path installed = clone.fakeJdk(clone.jvms.resolve("jdk-17"), "17.0.9");
        assertThat(chosen()).isEqualTo(installed.toString());

        Path inPath = clone.fakeJdk(temp.resolve("opt/in path"), "21.0.1");
        Files.createDirectory(inPath.resolve("lib"));
        Files.createSymbolicLink(clone.commands.resolve("java"), inPath.resolve("bin/java"));
        clone.environment("PATH", clone.path() + ":/nowhere");
        assertThat(chosen()).isEqualTo(inPath.toString());

        Path home = clone.fakeJdk(temp.resolve("opt/java home"), "25-ea");
        clone.environment("JAVA_HOME", home.toString());
        assertThat(chosen()).isEqualTo(home.toString());

        Path later = clone.fakeJdk(clone.jvms.resolve("jdk-26"), "26");
        assertThat(chosen()).isEqualTo(later.toString());

        clone.environment("MINI_DOCKER_JAVA_HOME", installed.toString());
        assertThat(chosen()).isEqualTo(installed.toString());
        assertThat(clone.builds()).hasSize(1);
    }

    @Test
    void among_equals_java_home_is_taken() throws Exception {
        clone.fakeJdk(clone.jvms.resolve("jdk-17"), "17.0.9");
        Path home = clone.fakeJdk(temp.resolve("home"), "17.0.1");
        clone.environment("JAVA_HOME", home.toString());
        assertThat(chosen()).isEqualTo(home.toString());
    }

    @Test
    void one_that_is_taken_away_or_does_not_run_is_replaced_by_the_next() throws Exception {
        Path next = clone.fakeJdk(clone.jvms.resolve("jdk-17"), "17.0.9");
        Path best = clone.fakeJdk(clone.jvms.resolve("jdk-25"), "25.0.1");
        assertThat(chosen()).isEqualTo(best.toString());
        Files.writeString(best.resolve("bin/java"), "#!/nowhere/interpreter\n");
        Files.delete(clone.folder.resolve("step02-namespaces/target/launch"));
        assertThat(chosen()).isEqualTo(next.toString());
        Files.delete(best.resolve("bin/java"));
        assertThat(chosen()).isEqualTo(next.toString());
    }

    @Test
    void none_or_only_old_ones_end_in_a_sentence() throws Exception {
        assertThat(clone.run("./mini-docker"))
                .isEqualTo(new Outcome(125, "", "mini-docker: there is no Java in JAVA_HOME, PATH or"
                + " /usr/lib/jvm: install a JDK, version 17 or later (Debian, Ubuntu: apt install default-jdk-headless)\n"));

        Path old = clone.fakeJdk(clone.jvms.resolve("jdk-8"), "1.8.0_372");
        Outcome outcome = clone.run("./mini-docker");
        assertThat(outcome.status()).isEqualTo(125);
        assertThat(outcome.err()).startsWith("mini-docker: " + old + " is version 8, too old").hasLineCount(1);

        Path jre = clone.fakeJdk(clone.jvms.resolve("jre-21"), "21.0.2");
        Files.delete(jre.resolve("bin/javac"));
        outcome = clone.run("./mini-docker");
        assertThat(outcome.status()).isEqualTo(125);
        assertThat(outcome.err()).contains("not compile").contains(jre.toString()).hasLineCount(1);

        clone.environment("MINI_DOCKER_JAVA_HOME", "/nowhere");
        clone.fakeJdk(clone.jvms.resolve("jdk-17"), "17.0.1");
        assertThat(clone.run("./mini-docker").err())
                .endsWith("MINI_DOCKER_JAVA_HOME=/nowhere is no JDK of version 17 or later\n");
    }
}
