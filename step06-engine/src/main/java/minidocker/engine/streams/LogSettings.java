package minidocker.engine.streams;

import java.util.Map;

/**
 * {@code HostConfig.LogConfig}: which driver, and its options (max-size, max-file, compress, labels, env, tag, mode).
 *
 * @param type    json-file, local or none; empty is json-file
 */
public record LogSettings(String type, Map<String, String> options) {
    public static final LogSettings DEFAULT = new LogSettings("json-file", Map.of());

    /** @throws minidocker.engine.Refusal for a driver that we have not, and an option that it has not */
    public LogSettings {
        type = type == null || type.isEmpty() ? "json-file" : type;
        options = Map.copyOf(options);
    }
}
