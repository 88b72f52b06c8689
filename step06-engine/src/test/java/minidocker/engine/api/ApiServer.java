package minidocker.engine.api;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import minidocker.cli.Home;
import minidocker.engine.core.Engine;
import minidocker.engine.http.HttpServer;
import minidocker.engine.http.Limits;
import minidocker.engine.http.Router;
import minidocker.images.inventory.Inventory;
import minidocker.images.registry.RegistrySettings;
import minidocker.images.store.ContentStore;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;
import minidocker.testing.TestHome;

/** The whole API on a socket, in this process, with a home of its own. */
final class ApiServer implements AutoCloseable {
    final Home home;
    final Engine engine;
    final List<Throwable> mistakes = new CopyOnWriteArrayList<>();
    final Path socket;
    final HttpServer server;

    record Answer(int status, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        Object json() throws MalformedJson {
            return Json.parse(body);
        }

        JsonObject object() throws MalformedJson {
            return Json.parseObject(body, "the answer");
        }

        @SuppressWarnings("unchecked")
        List<Map<String, Object>> list() throws MalformedJson {
            return (List<Map<String, Object>>) json();
        }

        /** Of a stream, an object each. */
        List<JsonObject> lines() throws MalformedJson {
            List<JsonObject> lines = new ArrayList<>();
            for (String line : text().split("\r\n")) {
                lines.add(Json.parseObject(line.getBytes(StandardCharsets.UTF_8), "a line"));
            }
            return lines;
        }
    }

    ApiServer() throws IOException {
        home = Home.of(Map.of("MINI_DOCKER_HOME", TestHome.temporary().toString()), 0);
        Files.createDirectories(home.run());
        engine = Engine.open(home, new Inventory(ContentStore.open(home.data().resolve("images"))));
        Router router = new Router();
        RegistrySettings registries = RegistrySettings.of(Map.of("HOME", home.data().toString()))
                .withTimeouts(Duration.ofMinutes(5), Duration.ofMinutes(5));
        Routes.add(router, engine, home, registries, "0123abcd");
        server = new HttpServer(router, Limits.DEFAULT, mistakes::add);
        socket = home.run().resolve("api.sock");
        server.listen(socket);
    }

    Answer get(String target) throws IOException {
        return ask("GET", target, "", new byte[0]);
    }

    Answer post(String target) throws IOException {
        return ask("POST", target, "", new byte[0]);
    }

    /** @param headers lines, each with its end */
    Answer ask(String method, String target, String headers, byte[] body) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            String head = method + " " + target + " HTTP/1.0\r\nContent-Length: " + body.length + "\r\n" + headers + "\r\n";
            channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
            for (ByteBuffer content = ByteBuffer.wrap(body); content.hasRemaining(); ) {
                channel.write(content);
            }
            byte[] answer = Channels.newInputStream(channel).readAllBytes();
            int end = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
            return new Answer(Integer.parseInt(new String(answer, 9, 3, StandardCharsets.US_ASCII)),
                    Arrays.copyOfRange(answer, end, answer.length));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        engine.close();
    }
}
