package minidocker.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import minidocker.testing.Eventually;
import minidocker.testing.TestHome;
import minidocker.testing.registry.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TlsTest {
    private TestCertificates certificates;
    private HttpServer server;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws Exception {
        Path folder = TestHome.temporary();
        certificates = new TestCertificates(folder);
        for (String authority : new String[] {"ours", "other"}) {
            certificates.authority(authority);
        }
        certificates.signed("localhost", "ours", "localhost").signed("friend", "ours").signed("stranger", "other");
        server = new HttpServer(TestServer.routes().add("POST", "/attach", exchange -> {
            try (Duplex raw = exchange.hijack(Exchange.RAW_STREAM)) {
                raw.in().transferTo(raw.out());
                raw.out().write("end".getBytes());
                raw.closeOutput();
            }
        }), Limits.DEFAULT, Throwable::printStackTrace);
        address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.of(files("localhost").context()));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private TlsFiles files(String name) {
        return new TlsFiles(Path.of(certificates.file("ours.crt")), Path.of(certificates.file(name + ".crt")),
                Path.of(certificates.file(name + ".key")));
    }

    private SSLSocket connect(String name) throws IOException {
        SSLSocket socket = (SSLSocket) files(name).context().getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.setUseClientMode(true);
        return socket;
    }

    @Test
    void who_has_a_certificate_is_served() throws Exception {
        try (SSLSocket socket = connect("friend")) {
            socket.getOutputStream().write("GET /hello HTTP/1.0\r\n\r\n".getBytes());
            assertThat(new String(socket.getInputStream().readAllBytes())).endsWith("hello");
        }
    }

    @Test
    void who_has_none_or_one_of_somebody_else_is_not() throws Exception {
        try (SSLSocket socket = connect("stranger")) {
            assertThatThrownBy(() -> {
                socket.getOutputStream().write("GET /hello HTTP/1.0\r\n\r\n".getBytes());
                socket.getInputStream().readAllBytes();
            }).isInstanceOf(IOException.class);
        }
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream().write("GET /hello HTTP/1.0\r\n\r\n".getBytes());
            assertThat(new String(socket.getInputStream().readAllBytes())).doesNotContain("hello");
        }
        Eventually.holds(() -> server.connections() == 0, () -> "the end of both");
    }

    @Test
    void raw_bytes_go_both_ways_until_each_half_is_closed() throws Exception {
        try (SSLSocket socket = connect("friend")) {
            socket.getOutputStream().write("POST /attach HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n".getBytes());
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) in.read());
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 101 UPGRADED\r\n");
            byte[] bytes = new byte[4 << 20];
            new Random().nextBytes(bytes);
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                try {
                    socket.getOutputStream().write(bytes);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(in.readNBytes(bytes.length)).isEqualTo(bytes);
            assertThat(new String(in.readAllBytes())).isEqualTo("end");
            sender.get(60, TimeUnit.SECONDS);
        }
    }
}
