package minidocker.engine.core;

import static minidocker.engine.core.FieldTable.Type.BOOL;
import static minidocker.engine.core.FieldTable.Type.NUMBER;
import static minidocker.engine.core.FieldTable.Type.OBJECT;
import static minidocker.engine.core.FieldTable.Type.STRING;
import static minidocker.engine.core.FieldTable.Type.STRINGS;
import static minidocker.engine.core.FieldTable.Type.STRING_MAP;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * What {@code POST /containers/create} says: what to run and how.
 *
 * @param json       Docker's {@code Config}: every field, as {@code inspect} shows it
 * @param host       what it gets of the machine
 * @param networking {@code NetworkingConfig}, as it came
 */
public record ContainerConfig(JsonObject json, HostConfig host, JsonObject networking) {
    private static final FieldTable FIELDS = new FieldTable("Config")
            .field("Hostname", STRING, "")
            .field("Domainname", STRING, "")
            .field("User", STRING, "")
            .field("AttachStdin", BOOL, false)
            .field("AttachStdout", BOOL, false)
            .field("AttachStderr", BOOL, false)
            .optional("ExposedPorts", OBJECT)
            .field("Tty", BOOL, false)
            .field("OpenStdin", BOOL, false)
            .field("StdinOnce", BOOL, false)
            .field("Env", STRINGS, null)
            .field("Cmd", STRINGS, null)
            .optional("Healthcheck", OBJECT)
            .optional("ArgsEscaped", BOOL)
            .field("Image", STRING, "")
            .field("Volumes", OBJECT, null)
            .field("WorkingDir", STRING, "")
            .field("Entrypoint", STRINGS, null)
            .optional("NetworkDisabled", BOOL)
            .optional("MacAddress", STRING)
            .field("OnBuild", STRINGS, null)
            .field("Labels", STRING_MAP, Map.of())
            .optional("StopSignal", STRING)
            .optional("StopTimeout", NUMBER)
            .optional("Shell", STRINGS);

    /**
     * @param body of the request
     * @throws Refusal BAD_PARAMETER, if a field has the wrong type
     */
    public static ContainerConfig read(JsonObject body) {
        try {
            JsonObject none = new JsonObject(Map.of(), "HostConfig");
            return new ContainerConfig(FIELDS.read(withLists(body)), HostConfig.read(body.optionalObject("HostConfig").orElse(none)),
                    body.optionalObject("NetworkingConfig").orElse(new JsonObject(Map.of(), "NetworkingConfig")));
        } catch (MalformedJson e) {
            throw new Refusal(Refusal.Kind.BAD_PARAMETER, e.getMessage(), e);
        }
    }

    /** A command may be said as one string, which Docker takes as a list of one. */
    private static JsonObject withLists(JsonObject body) {
        Map<String, Object> fields = new LinkedHashMap<>(body.fields());
        for (String command : List.of("Cmd", "Entrypoint")) {
            fields.computeIfPresent(command, (name, value) -> value instanceof String word ? List.of(word) : value);
        }
        return new JsonObject(fields, "Config");
    }

    /** With other values in some fields, which must be of the right type; null takes one away. */
    public ContainerConfig with(Map<String, ?> changes) {
        Map<String, Object> fields = new LinkedHashMap<>(json.fields());
        fields.putAll(changes);
        return new ContainerConfig(FIELDS.read(new JsonObject(fields, json.what())), host, networking);
    }

    public ContainerConfig with(HostConfig changed) {
        return new ContainerConfig(json, changed, networking);
    }

    public String string(String field) {
        return FieldTable.string(json, field);
    }

    public List<String> strings(String field) {
        return FieldTable.strings(json, field);
    }

    /** Has a terminal. */
    public boolean tty() {
        return FieldTable.bool(json, "Tty");
    }

    /** Its standard input stays open without anybody attached. */
    public boolean openStdin() {
        return FieldTable.bool(json, "OpenStdin");
    }

    /** Its standard input ends when the first who was attached to it goes. */
    public boolean stdinOnce() {
        return FieldTable.bool(json, "StdinOnce");
    }

    public boolean attachStdin() {
        return FieldTable.bool(json, "AttachStdin");
    }

    /** As the user called it. */
    public String image() {
        return string("Image");
    }

    public String hostname() {
        return string("Hostname");
    }

    public String user() {
        return string("User");
    }

    public String workingDir() {
        return string("WorkingDir");
    }

    public List<String> env() {
        return strings("Env");
    }

    public List<String> cmd() {
        return strings("Cmd");
    }

    public List<String> entrypoint() {
        return strings("Entrypoint");
    }

    public Map<String, String> labels() {
        return FieldTable.map(json, "Labels");
    }

    /** {@code 80/tcp}. */
    public List<String> exposedPorts() {
        return json.fields().get("ExposedPorts") instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).toList() : List.of();
    }

    /** Paths. */
    public List<String> volumes() {
        return json.fields().get("Volumes") instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).toList() : List.of();
    }

    /** Empty for SIGTERM. */
    public String stopSignal() {
        return string("StopSignal");
    }

    /** Seconds; empty for ten. */
    public Optional<Long> stopTimeout() {
        return json.fields().get("StopTimeout") instanceof Number seconds ? Optional.of(seconds.longValue()) : Optional.empty();
    }
}
