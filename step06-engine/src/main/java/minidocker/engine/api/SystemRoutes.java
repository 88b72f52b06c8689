package minidocker.engine.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.Home;
import minidocker.engine.Version;
import minidocker.engine.core.Engine;
import minidocker.engine.http.ApiVersion;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.images.Platform;

/** {@code /_ping}, {@code /version}, {@code /info}. */
public final class SystemRoutes {
    private final Engine engine;
    private final Home home;
    private final String build;

    /** @param build tells builds of the same version apart */
    public SystemRoutes(Engine engine, Home home, String build) {
        this.engine = engine;
        this.home = home;
        this.build = build;
    }

    public void addTo(Router router) {
        router.add("GET", "/_ping", SystemRoutes::ping)
                .add("GET", "/version", exchange -> exchange.json(200, version()))
                .add("GET", "/info", exchange -> exchange.json(200, new SystemInfo(engine, home).json()));
    }

    /** The headers say more than the body: clients choose their version by them. */
    private static void ping(Exchange exchange) throws IOException {
        // 1 means the builder of the Engine API, 2 would be BuildKit's protocol.
        exchange.setHeader("Builder-Version", "1");
        exchange.setHeader("Cache-Control", "no-cache, no-store, must-revalidate");
        exchange.setHeader("Pragma", "no-cache");
        exchange.setHeader("Swarm", "inactive");
        exchange.text(200, "OK");
    }

    private Map<String, Object> version() {
        String arch = Platform.host().architecture();
        // The fields are Docker's; what they are for is to tell which program this is.
        String java = "none, Java " + Runtime.version();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("ApiVersion", ApiVersion.NEWEST.toString());
        details.put("Arch", arch);
        details.put("BuildTime", built());
        details.put("Experimental", "false");
        details.put("GitCommit", build);
        details.put("GoVersion", java);
        details.put("KernelVersion", HostFacts.kernelVersion());
        details.put("MinAPIVersion", ApiVersion.OLDEST.toString());
        details.put("Os", "linux");
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("Name", "Engine");
        component.put("Version", Version.NUMBER);
        component.put("Details", details);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Platform", Map.of("Name", "mini-docker"));
        json.put("Components", List.of(component));
        json.put("Version", Version.NUMBER);
        json.put("ApiVersion", ApiVersion.NEWEST.toString());
        json.put("MinAPIVersion", ApiVersion.OLDEST.toString());
        json.put("GitCommit", build);
        json.put("GoVersion", java);
        json.put("Os", "linux");
        json.put("Arch", arch);
        json.put("KernelVersion", HostFacts.kernelVersion());
        json.put("BuildTime", built());
        return json;
    }

    /** When the program was put together: its first jar's time. */
    private static String built() {
        try {
            Path jar = Path.of(System.getProperty("java.class.path").split(":")[0]);
            return Files.getLastModifiedTime(jar).toInstant().toString();
        } catch (IOException | InvalidPathException unknown) {
            return "";
        }
    }
}
