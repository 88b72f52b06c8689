package minidocker.engine.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import minidocker.engine.runtime.ProcessIdentity;
import minidocker.syscall.StaticExecutable;
import minidocker.syscall.Architecture;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.Test;

class UsersNetworkTest {

    static String namespace(ProcessIdentity process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/ns/net")).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String routes(ProcessIdentity process, String file) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/net/" + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void the_engines_own_network_has_a_way_out_that_is_replaced_and_outlives_the_engine() {
        Needs.command("pasta", "passt");
        Needs.that(Files.isReadable(Path.of("/dev/net/tun")), "kernel: /dev/net/tun is not for this user");
        Path run = TestHome.temporary();
        Result result = CommandLineRun.of(NetworkTrial.class, System.getProperty("java.class.path"))
                .through(Needs.command("unshare", "util-linux").toString(), "--user", "--map-root-user", "--mount")
                .run(run.toString());
        assertThat(result.out()).as(result.err()).isEqualTo("own: true\nloopback is up: true\nleads out: yes\nleads out again: true\n"
                + "found again: true\ngone: true\n");
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void the_holder_is_a_page_of_code_and_a_page_of_data() {
        assertThat(StaticExecutable.of(NetworkHolder.loop(), Architecture.current()).length).isLessThan(2 * 65536);
        assertThat(NetworkHolder.program().calls()).anySatisfy(call -> assertThat(call.toString()).contains("SIOCSIFFLAGS"));
    }

    @Test
    void pasta_is_preferred_and_nothing_is_let_in() throws IOException {
        Path folder = TestHome.temporary();
        assertThat(WayOut.find(folder.toString())).isEmpty();
        executable(folder.resolve("slirp4netns"));
        assertThat(WayOut.find("/nowhere:" + folder).orElseThrow().words(Path.of("/ns"))).startsWith("slirp4netns")
                .contains("--disable-host-loopback", "/ns");
        executable(folder.resolve("pasta"));
        List<String> words = WayOut.find(folder.toString()).orElseThrow().words(Path.of("/ns"));
        assertThat(words).startsWith("pasta").contains("--no-map-gw").containsSequence("-t", "none").containsSequence("-u", "none")
                .containsSequence("--netns", "/ns");
    }

    private static void executable(Path file) throws IOException {
        Files.createFile(file, java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x")));
    }
}
