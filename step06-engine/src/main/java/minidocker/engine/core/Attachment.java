package minidocker.engine.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.network.Endpoint;
import minidocker.engine.network.EndpointSettings;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * One of the networks that a container belongs to.
 *
 * @param network  name
 * @param settings what its user wants there
 * @param live     what it has there; null as long as it does not run
 */
public record Attachment(String network, EndpointSettings settings, Endpoint live) {
    Attachment with(Endpoint endpoint) {
        return new Attachment(network, settings, endpoint);
    }

    public Optional<Endpoint> endpoint() {
        return Optional.ofNullable(live);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Network", network);
        json.put("Settings", settings.json());
        if (live != null) {
            json.put("Endpoint", live.json());
        }
        return json;
    }

    static Attachment read(JsonObject json) throws MalformedJson {
        Optional<JsonObject> live = json.optionalObject("Endpoint");
        return new Attachment(json.string("Network"), EndpointSettings.read(json.object("Settings")),
                live.isPresent() ? Endpoint.read(live.get()) : null);
    }
}
