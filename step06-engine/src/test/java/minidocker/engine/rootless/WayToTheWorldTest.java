package minidocker.engine.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import minidocker.engine.network.firewall.FirewallChoice;
import minidocker.engine.network.kernel.Echo;
import minidocker.engine.network.kernel.TestHost;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a container of an ordinary user by bridge, rules and a tool to a machine beside this one. */
class WayToTheWorldTest {
    /** Two lines, with a pause in which the tool acknowledges the first, and an answer. */
    private static final String ASK = "exec 3<>/dev/tcp/" + TestHost.WORLD + "/%d; printf 'a question\\n' >&3; sleep 0.2; printf 'and more\\n' >&3;"
            + " head -n 1 <&3";

    /** The device is everybody's on most machines, and root's on some: in the engine's own mount namespace it is everybody's. */
    private static final String TUN = "mknod %1$s c 10 200 2>/dev/null; chmod 666 %1$s; mount --bind %1$s /dev/net/tun;";

    @ParameterizedTest
    @ValueSource(strings = {"pasta", "slirp4netns"})
    void a_container_of_an_ordinary_user_speaks_with_the_world(String tool) throws Exception {
        TestHost.need();
        Needs.command(tool, tool.equals("pasta") ? "passt" : tool);
        Needs.command("bash", "bash");
        Needs.that(Files.exists(Path.of("/dev/net/tun")), "kernel: there is no /dev/net/tun");
        Path tun = TestHome.temporary().resolve("tun");
        try (TestHost host = new TestHost(FirewallChoice.NONE); Talk talk = Talk.in(host)) {
            String script = "exec nsenter --net=/proc/" + host.network.pid() + "/ns/net unshare --mount sh -c '" + TUN.formatted(tun)
                    + " PATH=" + pathWithout(tool.equals("pasta") ? "slirp4netns" : "pasta") + " exec \"$@\"' sh \"$@\"";
            // pasta gives the network inside the addresses of the interface that has the default route.
            assertThat(host.run("ip", "route", "add", "default", "via", TestHost.WORLD)).isEmpty();
            makeAcknowledgementsLate(host);
            try (UsersEngine engine = UsersEngine.startedBy(script)) {
                Result result = engine.run("run", "--rm", "hostbox", "timeout", "60", "bash", "-c", ASK.formatted(talk.port()));
                assertThat(result.out()).as(result.err()).isEqualTo(talk.word() + "\n");
            }
        }
    }

    /**
     * As if the world were far away: it acknowledges nothing but by its answer. What the pasta of 2023 sends meanwhile belongs to no
     * connection for the kernel.
     */
    private static void makeAcknowledgementsLate(TestHost host) throws Exception {
        for (String rule : new String[] {"add table ip late", "add chain ip late out { type filter hook output priority 0 ; }",
                "add rule ip late out tcp flags & (syn|fin|rst|psh|ack) == ack meta length < 60 drop"}) {
            assertThat(host.world.inside(() -> Needs.output("nft", rule))).isEmpty();
        }
    }

    /** All programs but one, as links in a folder. */
    private static Path pathWithout(String one) throws IOException {
        Path folder = TestHome.temporary();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String place : new String[] {"/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"}) {
            try (var programs = Files.newDirectoryStream(Path.of(place))) {
                for (Path program : programs) {
                    Path link = folder.resolve(program.getFileName());
                    if (!program.endsWith(one) && Files.notExists(link, LinkOption.NOFOLLOW_LINKS)) {
                        Files.createSymbolicLink(link, program);
                    }
                }
            }
        }
        return folder;
    }

    /** A server of the world: it hears two lines, and answers with a word that nobody could guess. */
    private record Talk(ServerSocket server, String word) implements AutoCloseable {
        static Talk in(TestHost host) throws Exception {
            Talk talk = new Talk(host.world.inside(() -> new ServerSocket(0)), UUID.randomUUID().toString());
            Thread thread = new Thread(talk::serve, "talk");
            thread.setDaemon(true);
            thread.start();
            return talk;
        }

        int port() {
            return server.getLocalPort();
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                    lines.readLine();
                    lines.readLine();
                    socket.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
                    lines.readLine();
                } catch (IOException nextOne) {
                    // It may do better.
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
