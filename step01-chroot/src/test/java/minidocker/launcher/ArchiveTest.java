package minidocker.launcher;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import minidocker.launcher.Clone.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The archive of loaded classes, with every real JDK of this machine: it may be anything but in the way. */
class ArchiveTest {
    @TempDir
    Path temp;

    /** The JDK of this test and the ones Debian and others install. */
    static List<Path> jdks() throws IOException {
        Path folder = Path.of("/usr/lib/jvm");
        try (Stream<Path> installed = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
            return Stream.concat(Stream.of(Path.of(System.getProperty("java.home"))), installed)
                    .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
                    .map(ArchiveTest::real).distinct().toList();
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Clone clone(Path jdk) throws IOException {
        // No space in the name: JDK 17 takes classes of the class path from the archive only without one.
        Clone clone = new Clone(temp, "clone", Probe.jar(temp));
        clone.environment("MINI_DOCKER_JAVA_HOME", jdk.toString());
        return clone;
    }

    /** The program's output is there, and nothing else. */
    private static void check(Clone clone, String what) throws Exception {
        String argument = what + " " + Instant.now();
        Process process = clone.start("./mini-docker", argument);
        Outcome outcome = clone.finish(process);
        assertThat(outcome.err()).as(what).isEmpty();
        assertThat(outcome.status()).as(what).isZero();
        // The launcher became the JVM: the same process.
        assertThat(outcome.out().lines().skip(1)).as(what).containsExactly(Long.toString(process.pid()), "[" + argument + "]");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void whatever_becomes_of_the_archive_the_program_runs_undisturbed(Path jdk) throws Exception {
        Clone clone = clone(jdk);
        clone.run("./mini-docker");
        Path archive = archive(clone, jdk);
        long size = Files.size(archive);
        assertThat(size).isGreaterThan(100_000);
        check(clone, "as made");

        // The archive of these jars must be in use: with the same flags the JVM says where a class came from.
        String launch = Files.readString(clone.folder.resolve("step02-namespaces/target/launch"));
        Path talking = temp.resolve("talking");
        Files.writeString(talking, launch.substring(launch.indexOf("exec")).replace("; fi\n", "\n")
                .replace("-Xlog:disable", "-Xlog:class+load"));
        assertThat(clone.run("sh", talking.toString()).out()).containsPattern("Probe source: shared objects file");

        archive.toFile().setWritable(true);
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            file.truncate(size / 2);
        }
        check(clone, "truncated");
        Files.write(archive, new byte[10]);
        check(clone, "ten zero bytes");
        Files.write(archive, "garbage\n".repeat((int) size / 8).getBytes(US_ASCII));
        check(clone, "garbage");
        Files.write(archive, new byte[0]);
        check(clone, "empty");
        Files.delete(archive);
        check(clone, "taken away");
        assertThat(Files.size(archive)).as("made again").isGreaterThan(size / 2);

        Path jar = clone.folder.resolve("step02-namespaces/target/step02-namespaces.jar");
        FileTime made = Files.getLastModifiedTime(archive);
        Files.setLastModifiedTime(jar, FileTime.from(made.toInstant().plusSeconds(5)));
        check(clone, "older than a jar");
        Files.setLastModifiedTime(jar, FileTime.from(made.toInstant().minusSeconds(500)));
        check(clone, "of another jar, not younger than itself");
    }

    @Test
    void each_jdk_has_an_archive_of_its_own_and_gets_along_with_another_ones() throws Exception {
        List<Path> jdks = jdks();
        Path first = jdks.get(0);
        Path last = jdks.get(jdks.size() - 1);
        Clone clone = clone(first);
        clone.run("./mini-docker");
        for (Path jdk : List.of(last, first, last)) {
            clone.environment("MINI_DOCKER_JAVA_HOME", jdk.toString());
            check(clone, jdk.toString());
        }
        // Exchanged, with all their times.
        Path one = archive(clone, first);
        Path two = archive(clone, last);
        byte[] content = Files.readAllBytes(one);
        replace(one, Files.readAllBytes(two));
        replace(two, content);
        for (Path jdk : List.of(first, last)) {
            clone.environment("MINI_DOCKER_JAVA_HOME", jdk.toString());
            check(clone, jdk + " with the archive of another");
        }
    }

    private static Path archive(Clone clone, Path jdk) {
        return clone.folder.resolve("step02-namespaces/target/archive" + jdk.toString().replaceAll("[^A-Za-z0-9.]", "-"));
    }

    private static void replace(Path archive, byte[] content) throws IOException {
        FileTime time = Files.getLastModifiedTime(archive);
        archive.toFile().setWritable(true);
        Files.write(archive, content);
        Files.setLastModifiedTime(archive, time);
    }

    @Test
    void a_checkout_that_cannot_be_written_runs_if_it_was_built_and_says_so_if_not() throws Exception {
        Clone clone = clone(jdks().get(0));
        clone.run("./mini-docker");
        Files.delete(clone.folder.resolve("step02-namespaces/target/launch"));
        clone.run("chmod", "-R", "a-w", clone.folder.toString());
        clone.run("chmod", "a+rx", temp.toString());
        // Root may write everywhere, so it becomes somebody else for this.
        boolean root = clone.run("id", "-u").out().equals("0\n");
        String[] user = root ? new String[] {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"}
                : new String[] {"env"};

        Outcome built = clone.run(Stream.concat(Stream.of(user), Stream.of("./mini-docker", "hello")).toArray(String[]::new));
        Outcome unbuilt = clone.run(Stream.concat(Stream.of(user), Stream.of("step01-chroot/mini-docker"))
                .toArray(String[]::new));
        clone.run("chmod", "-R", "u+w", clone.folder.toString());

        assertThat(built.err()).isEmpty();
        assertThat(built.out()).endsWith("[hello]\n");
        assertThat(unbuilt.status()).isEqualTo(125);
        assertThat(unbuilt.err()).contains("cannot be written").hasLineCount(1);
    }
}
