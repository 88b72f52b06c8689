package minidocker.engine.core;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import minidocker.cli.Home;
import minidocker.images.inventory.Inventory;
import minidocker.images.store.ContentStore;
import minidocker.json.Json;

/**
 * An engine in a process of its own, for tests that kill it. Arguments: its home, the folder of the images, and for each container
 * what {@code POST /containers/create} would say. It starts them (and pauses those with the label
 * {@code pause}), prints the numbers of their first processes a line each, and waits for its end.
 */
public final class EngineToBeKilled {
    private EngineToBeKilled() {}

    public static void main(String... arguments) throws Exception {
        Home home = Home.of(Map.of("MINI_DOCKER_HOME", arguments[0]), 0);
        Engine engine = Engine.open(home, new Inventory(ContentStore.open(Path.of(arguments[1]))));
        for (int i = 2; i < arguments.length; i++) {
            byte[] request = arguments[i].getBytes(StandardCharsets.UTF_8);
            ContainerConfig config = ContainerConfig.read(Json.parseObject(request, "the configuration"));
            ContainerId id = engine.create("", config).id();
            Container container = engine.containers().find(id.hex());
            engine.start(container);
            if (config.labels().containsKey("pause")) {
                engine.pause(container);
            }
            System.out.println(container.state().pid());
        }
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }
}
