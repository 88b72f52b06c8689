package minidocker.images;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * How a container of the image starts unless the user says otherwise: the {@code config} object of an image's configuration.
 *
 * @param user         empty for root; {@code name}, {@code uid}, {@code name:group} or {@code uid:gid}
 * @param env          {@code NAME=value}
 * @param workingDir   empty for {@code /}
 * @param exposedPorts {@code 80/tcp}
 * @param stopSignal   empty for SIGTERM; {@code SIGQUIT} or a number
 * @param healthcheck  Docker's own: test, interval, timeout, start period and retries, as it stands
 * @param shell        Docker's own: what runs a command that is given as one string
 * @param onBuild      Docker's own: instructions for images built on this one
 */
public record ContainerDefaults(String user, List<String> env, List<String> entrypoint, List<String> cmd, String workingDir,
                                List<String> exposedPorts, List<String> volumes, Map<String, String> labels, String stopSignal,
                                Optional<JsonObject> healthcheck, List<String> shell, List<String> onBuild) {

    /** Of an image without any: nothing to run, everything at its default. */
    public static final ContainerDefaults NONE = new ContainerDefaults("", List.of(), List.of(), List.of(), "", List.of(),
            List.of(),
            Map.of(), "", Optional.empty(), List.of(), List.of());

    static ContainerDefaults read(JsonObject json) throws MalformedJson {
        return new ContainerDefaults(json.optionalString("User").orElse(""), json.strings("Env"), json.strings("Entrypoint"),
                json.strings("Cmd"), json.optionalString("WorkingDir").orElse(""), json.keys("ExposedPorts"),
                        json.keys("Volumes"),
                json.stringMap("Labels"), json.optionalString("StopSignal").orElse(""), json.optionalObject("Healthcheck"),
                json.strings("Shell"), json.strings("OnBuild"));
    }
}
