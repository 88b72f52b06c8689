package minidocker.engine.core;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened, for {@code GET /events}.
 *
 * @param type       {@code container}, {@code image}, {@code daemon} ...
 * @param action     {@code start}, {@code die}, {@code exec_create: sh} ...
 * @param actor      ID of what it happened to
 * @param attributes of the actor: name, image, labels; and of the event: exitCode, signal
 */
public record Event(String type, String action, String actor, Map<String, String> attributes, Instant time) {
    public Event {
        attributes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    public static Event now(String type, String action, String actor, Map<String, String> attributes) {
        return new Event(type, action, actor, attributes, Instant.now());
    }

    /** As it goes over the wire, Docker's old fields (status, id, from) included. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (type.equals("container") || type.equals("image")) {
            json.put("status", action);
            json.put("id", actor);
            if (type.equals("container") && attributes.containsKey("image")) {
                json.put("from", attributes.get("image"));
            }
        }
        json.put("Type", type);
        json.put("Action", action);
        Map<String, Object> who = new LinkedHashMap<>();
        who.put("ID", actor);
        who.put("Attributes", attributes);
        json.put("Actor", who);
        json.put("scope", "local");
        json.put("time", time.getEpochSecond());
        json.put("timeNano", time.getEpochSecond() * 1_000_000_000L + time.getNano());
        return json;
    }
}
