package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;

/** The options of create and run: what of them makes the container, as the body of {@code POST /containers/create}. */
final class ContainerFlags {
    final Flag<String> name;
    final Flag<String> platform;
    final Flag<String> pull;
    final Flag<Boolean> quiet;
    final Flag<String> cidfile;
    final Flag<Boolean> remove;
    final ProcessFlags process;
    private final HealthFlags health;
    private final ResourceFlags resources;
    private final DeviceFlags devices;
    private final StorageFlags storage;
    private final NetworkFlags network;
    private final IsolationFlags isolation;
    private final Flag<String> restart;
    private final Flag<String> logDriver;
    private final Flag<List<String>> logOptions;
    private final Flag<Boolean> init;
    private final Flag<String> runtime;
    private final Flag<List<String>> annotations;

    ContainerFlags(Flags flags) {
        name = flags.text("name", "", "Assign a name to the container");
        platform = flags.text("platform", "", "Set platform if server is multi-platform capable");
        pull = flags.text("pull", "", "missing", "Pull image before running (\"always\", \"missing\", \"never\")");
        quiet = flags.toggle("quiet", "q", "Suppress the pull output");
        cidfile = flags.text("cidfile", "", "Write the container ID to the file");
        remove = flags.toggle("rm", "", "Automatically remove the container and its anonymous volumes when it exits");
        restart = flags.text("restart", "", "no", "Restart policy to apply when a container exits: no, always, unless-stopped,"
                + " on-failure[:max]");
        logDriver = flags.text("log-driver", "", "Logging driver for the container");
        logOptions = flags.list("log-opt", "", "Log driver options");
        init = flags.toggle("init", "", "Run an init inside the container that forwards signals and reaps processes");
        runtime = flags.text("runtime", "", "Runtime to use for this container");
        annotations = flags.list("annotation", "", "map", "Add an annotation to the container (passed through to the OCI runtime)",
                text -> text);
        flags.toggle("disable-content-trust", "", true, "Skip image verification").hidden();
        process = new ProcessFlags(flags);
        health = new HealthFlags(flags);
        resources = new ResourceFlags(flags, true);
        devices = new DeviceFlags(flags);
        storage = new StorageFlags(flags);
        network = new NetworkFlags(flags);
        isolation = new IsolationFlags(flags);
    }

    /**
     * The request's body.
     *
     * @param words the image, and the command if there is one
     * @param detached nothing is attached
     */
    Map<String, Object> body(List<String> words, boolean detached) throws IOException {
        if (!pull.get().matches("always|missing|never")) {
            throw new UserError("invalid pull option: '" + pull.get() + "': must be one of \"always\", \"missing\" or \"never\"");
        }
        Map<String, Object> config = process.config(words, detached);
        storage.addVolumes(config);
        network.addPorts(config);
        health.addTo(config);
        Map<String, Object> host = new LinkedHashMap<>();
        storage.addTo(host);
        host.put("LogConfig", logging());
        network.addTo(host);
        host.put("RestartPolicy", RestartPolicy.of(restart.get()));
        if (remove.get() && restart.isChanged() && !restart.get().equals("no") && !restart.get().isEmpty()) {
            throw new UserError("conflicting options: cannot specify both --restart and --rm");
        }
        host.put("AutoRemove", remove.get());
        host.put("ConsoleSize", List.of(0, 0));
        isolation.addTo(host);
        resources.addTo(host);
        devices.addTo(host);
        if (!runtime.get().isEmpty()) {
            host.put("Runtime", runtime.get());
        }
        if (init.isChanged()) {
            host.put("Init", init.get());
        }
        if (annotations.isChanged()) {
            host.put("Annotations", Pairs.of(annotations.get()));
        }
        config.put("HostConfig", host);
        config.put("NetworkingConfig", network.endpoints());
        return config;
    }

    private Map<String, Object> logging() {
        Map<String, Object> logging = new LinkedHashMap<>();
        logging.put("Type", logDriver.get());
        logging.put("Config", Pairs.of(logOptions.get()));
        if (logDriver.get().equals("none") && logOptions.isChanged()) {
            throw new UserError("invalid logging opts for driver none");
        }
        return logging;
    }
}
