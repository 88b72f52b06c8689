package minidocker.engine.network.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import minidocker.engine.client.Address;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.ApiError;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;
import minidocker.engine.network.firewall.FirewallChoice;
import minidocker.json.JsonObject;
import minidocker.testing.Eventually;
import minidocker.testing.TestHome;

/** An engine, as a process of its own, on a {@link TestHost}. It is spoken to by its API. */
final class EngineOnHost implements AutoCloseable {
    private static final String VERSION = "1.44";

    final TestHost host;
    final Path home = TestHome.temporary();
    private Process process;

    EngineOnHost() throws Exception {
        host = new TestHost(FirewallChoice.NFT);
        start();
        try (ApiClient client = client();
                Response pull = client.stream("POST", "/images/create", Query.of("fromImage", "hostbox").add("tag", "latest"))) {
            drain(pull.body());
        }
    }

    private static void drain(InputStream in) throws IOException {
        in.readAllBytes();
    }

    private Path socket() {
        return home.resolve("run/mini-docker.sock");
    }

    void start() throws Exception {
        Files.deleteIfExists(socket());
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "minidocker.engine.Main", "daemon");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("test.log").toFile()));
        builder.environment().put("MINI_DOCKER_HOME", home.toString());
        // What a thread starts is in the network of that thread.
        process = host.on(builder::start);
        Eventually.holds(() -> !process.isAlive() || Files.exists(socket()), () -> "the engine's socket; it says " + log());
        if (!process.isAlive()) {
            throw new AssertionError("the engine has ended: " + log());
        }
    }

    String log() {
        try {
            return Files.readString(home.resolve("test.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** As a crash: nothing of it can do anything any more. */
    void killByForce() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    long pid() {
        return process.pid();
    }

    ApiClient client() {
        return new ApiClient(new Address.UnixSocket(socket()), VERSION);
    }

    Object ask(Request request) throws IOException {
        try (ApiClient client = client()) {
            return request.of(client);
        }
    }

    interface Request {
        Object of(ApiClient client) throws IOException;
    }

    /** @return its id */
    String create(String name, Map<String, Object> more, String... command) throws IOException {
        Map<String, Object> body = new HashMap<>(more);
        body.put("Image", "hostbox");
        body.put("Cmd", List.of(command));
        return JsonObject.of((Map<?, ?>) ask(client -> client.post("/containers/create", Query.of("name", name), body)), "create")
                .fields().get("Id").toString();
    }

    void start(String id) throws IOException {
        ask(client -> client.post("/containers/" + id + "/start", Query.of("", ""), null));
    }

    JsonObject inspect(String id) throws IOException {
        return JsonObject.of((Map<?, ?>) ask(client -> client.get("/containers/" + id + "/json", Query.of("size", "0"))), "inspect");
    }

    String address(String id, String network) throws Exception {
        return inspect(id).object("NetworkSettings").object("Networks").object(network).string("IPAddress");
    }

    int processOf(String id) throws Exception {
        return (int) inspect(id).object("State").number("Pid");
    }

    /** The network of a container that runs. */
    Place inside(String id) throws Exception {
        int pid = processOf(id);
        return new Place() {
            @Override
            public <T> T inside(Callable<T> work) throws Exception {
                try (NetworkNamespace namespace = NetworkNamespace.ofProcess(pid)) {
                    return namespace.inside(work);
                }
            }
        };
    }

    void remove(String id) throws IOException {
        try {
            ask(client -> client.delete("/containers/" + id, Query.of("force", "1")));
        } catch (ApiError gone) {
            if (!gone.getMessage().contains("No such container") && !gone.getMessage().contains("already in progress")) {
                throw gone;
            }
        }
    }

    List<String> containers() throws IOException {
        List<String> ids = new ArrayList<>();
        for (Object one : (List<?>) ask(client -> client.get("/containers/json", Query.of("all", "1")))) {
            ids.add(((Map<?, ?>) one).get("Id").toString());
        }
        return ids;
    }

    @Override
    public void close() throws IOException {
        try {
            if (!process.isAlive()) {
                start();
            }
            for (String id : containers()) {
                remove(id);
            }
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the engine does not end; it says " + log());
            }
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            process.destroyForcibly().onExit().join();
            host.close();
        }
    }
}
