package minidocker.engine.core;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import minidocker.cli.Home;
import minidocker.engine.Refusal;
import minidocker.engine.streams.LogEntry;
import minidocker.engine.streams.LogQuery;
import minidocker.engine.streams.LogReader;
import minidocker.images.container.Hostbox;
import minidocker.images.inventory.Inventory;
import minidocker.images.store.ContentStore;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.testing.Eventually;
import minidocker.testing.TestHome;

/** A home with an engine and an image; what runs in it is ended when it is closed. Images are one for all tests. */
final class EngineHome implements AutoCloseable {
    private static final long SECONDS = 60;
    private static Inventory images;

    final Home home = Home.of(Map.of("MINI_DOCKER_HOME", TestHome.temporary().toString()), 0);
    Engine engine;

    EngineHome() {
        engine = open();
    }

    /**
     * One whose containers were started by an engine that has been killed since.
     *
     * @param meanwhile hears of their first processes between the killing and the next engine
     */
    EngineHome(Consumer<List<Integer>> meanwhile, ContainerConfig... started) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), EngineToBeKilled.class.getName(),
                home.data().toString()));
        try {
            command.add(images().store().root().toString());
            for (ContainerConfig config : started) {
                Map<String, Object> request = new LinkedHashMap<>(config.json().fields());
                request.put("HostConfig", config.host().json().fields());
                command.add(Json.compact(request));
            }
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            List<Integer> processes = new ArrayList<>();
            try (BufferedReader out = process.inputReader()) {
                for (int i = 0; i < started.length; i++) {
                    processes.add(Integer.valueOf(Objects.requireNonNull(out.readLine(), "the engine has ended by itself")));
                }
            } finally {
                process.destroyForcibly().onExit().join();
            }
            meanwhile.accept(processes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        engine = open();
    }

    Container only() {
        return engine.containers().all().get(0);
    }

    private static synchronized Inventory images() throws IOException {
        if (images == null) {
            ContentStore store = ContentStore.open(TestHome.temporary());
            Hostbox.make(store);
            images = new Inventory(store);
        }
        return images;
    }

    private Engine open() {
        try {
            return Engine.open(home, images());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another engine takes over; none of the containers may be running, since the process that has started them is still here. */
    void replaceEngine() {
        engine.close();
        engine = open();
    }

    /** A configuration: fields of Config, and those of HostConfig in an object of that name. */
    static ContainerConfig config(Map<String, Object> more, String... command) {
        Map<String, Object> fields = new LinkedHashMap<>(more);
        fields.put("Image", "hostbox");
        fields.put("Cmd", List.of(command));
        return ContainerConfig.read(new JsonObject(fields, "test"));
    }

    Container create(Map<String, Object> more, String... command) throws IOException {
        return engine.containers().find(engine.create("", config(more, command)).id().hex());
    }

    Container start(Map<String, Object> more, String... command) throws IOException {
        Container container = create(more, command);
        engine.start(container);
        return container;
    }

    Container start(String... command) throws IOException {
        return start(Map.of(), command);
    }

    /** Runs one to its end. */
    Container run(Map<String, Object> more, String... command) throws IOException {
        Container container = create(more, command);
        var end = container.when(Container.WaitCondition.NEXT_EXIT);
        engine.start(container);
        end.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        return container;
    }

    Container run(String... command) throws IOException {
        return run(Map.of(), command);
    }

    /** The same container as the engine of now knows it. */
    Container again(Container container) {
        return engine.containers().find(container.id().hex());
    }

    static int exitCode(Container container) {
        return container.when(Container.WaitCondition.NOT_RUNNING).orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    /** All that it has written until now. */
    static String output(Container container) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (LogReader reader = container.streams().log().read(LogQuery.ALL)) {
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                bytes.writeBytes(entry.text());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static void awaitOutput(Container container, String text) {
        Eventually.holds(() -> output(container).contains(text), () -> "\"" + text + "\" in: " + output(container));
    }

    static void awaitState(Container container, Class<? extends ContainerState> state) {
        Eventually.holds(() -> state.isInstance(container.state()), () -> state.getSimpleName() + " and not " + container.state());
    }

    @Override
    public void close() {
        for (Container container : new ArrayList<>(engine.containers().all())) {
            try {
                engine.remove(container, true, true);
            } catch (Refusal goneAlready) {
                // It removed itself.
            }
        }
        engine.close();
    }
}
