package minidocker.engine.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.cli.Home;
import minidocker.engine.client.Address;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;
import minidocker.engine.client.Upgraded;
import minidocker.json.JsonObject;

/**
 * An engine that starts, makes the image hostbox, runs a container, and ends: what the first engine on a machine does, shown to the
 * JVM that records which classes it takes. An ordinary user's gets as far as it can.
 */
public final class EngineRehearsal {
    private EngineRehearsal() {}

    /** @param arguments the folders of the home: data, run */
    public static void main(String[] arguments) throws IOException {
        EngineLog log = new EngineLog(System.err);
        Home home = new Home(Path.of(arguments[0]), Path.of(arguments[1]));
        EngineProcess engine = EngineProcess.start(home, EngineOptions.standard(Optional.empty()), log);
        try (ApiClient client = new ApiClient(new Address.UnixSocket(EngineStart.socket(home)), "")) {
            play(client);
        } catch (IOException | RuntimeException asFarAsItGoes) {
            log.mistake(asFarAsItGoes);
        }
        engine.close();
        Runtime.getRuntime().halt(0);
    }

    private static void play(ApiClient client) throws IOException {
        readAll(client.streamPost("/images/create", Query.of("fromImage", "hostbox").add("tag", "latest"), null));
        Map<String, Object> host = Map.of("NetworkMode", "none");
        Object made = client.post("/containers/create", new Query(), Map.of("Image", "hostbox", "Cmd", List.of("cat"),
                "AttachStdout", true, "AttachStdin", true, "OpenStdin", true, "StdinOnce", true, "HostConfig", host));
        String container = "/containers/" + JsonObject.of((Map<?, ?>) made, "the answer").string("Id");
        try (Upgraded attached = client.upgrade(container + "/attach", Query.of("stream", 1).add("stdin", 1).add("stdout", 1), null);
                Response end = client.streamPost(container + "/wait", Query.of("condition", "next-exit"), null)) {
            client.post(container + "/start", new Query(), null);
            attached.out().write('\n');
            attached.closeOutput();
            attached.in().transferTo(OutputStream.nullOutputStream());
            end.body().transferTo(OutputStream.nullOutputStream());
        }
        readAll(client.stream("GET", container + "/logs", Query.of("stdout", 1)));
        client.get("/containers/json", Query.of("all", 1));
        client.get(container + "/json", new Query());
        client.delete(container, Query.of("force", 1));
    }

    private static void readAll(Response response) throws IOException {
        try (response) {
            response.body().transferTo(OutputStream.nullOutputStream());
        }
    }
}
