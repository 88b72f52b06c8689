package minidocker.images.registry;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import minidocker.json.Json;
import minidocker.json.JsonObject;

/** What stands in an answer that is not 2xx (OCI distribution specification, "Error Codes"; token servers answer more freely). */
final class ErrorBody {
    private static final Map<Integer,
            String> REASONS = Map.of(400, "Bad Request", 401, "Unauthorized", 403, "Forbidden", 404, "Not Found",
            429, "Too Many Requests", 500, "Internal Server Error", 502, "Bad Gateway", 503, "Service Unavailable", 504,
                    "Gateway Timeout");
    private static final int MAX_QUOTED = 300;

    private ErrorBody() {}

    /**
     * @param unknown the code for 404 without a body that tells: what was not found is known by what was asked for
     */
    static RegistryException toException(int status, byte[] body, String unknown) {
        try {
            JsonObject json = Json.parseObject(body, "the answer");
            List<JsonObject> errors = json.objects("errors");
            if (!errors.isEmpty()) {
                JsonObject first = errors.get(0);
                String code = first.optionalString("code").orElse("UNKNOWN");
                return RegistryException.of(status, code, printable(first.optionalString("message").orElse("")));
            }
            for (String field : List.of("details", "error_description", "message", "error")) {
                if (json.fields().get(field) instanceof String text) {
                    return byStatus(status, printable(text), unknown);
                }
            }
        } catch (IOException notTheSpecifiedForm) {
            // A proxy or a web server in front answers in HTML or not at all: the status must do.
        }
        return byStatus(status, "", unknown);
    }

    private static RegistryException byStatus(int status, String text, String unknown) {
        return switch (status) {
            case 401 -> RegistryException.of(status, "UNAUTHORIZED", text.isEmpty() ? "authentication required" : text);
            case 403 -> RegistryException.of(status, "DENIED", text.isEmpty() ? "requested access to the resource is denied"
                    : text);
            case 404 -> RegistryException.of(status, unknown, text);
            case 429 -> RegistryException.of(status, "TOOMANYREQUESTS", text);
            default -> new RegistryException(status, "", ("received unexpected HTTP status: " + status + " "
                    + REASONS.getOrDefault(status, "")).strip() + (text.isEmpty() ? "" : " (" + text + ")"));
        };
    }

    /** The text goes to a terminal: no control characters, and not a whole page of it. */
    private static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().limit(MAX_QUOTED).forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return clean.toString().strip();
    }
}
