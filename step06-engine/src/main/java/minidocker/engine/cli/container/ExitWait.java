package minidocker.engine.cli.container;

import java.io.IOException;
import minidocker.cli.UserError;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;
import minidocker.json.JsonObject;

/** The end of a container that is asked for before it starts, so that it cannot be missed. */
final class ExitWait {
    private final Response response;

    private ExitWait(Response response) {
        this.response = response;
    }

    /** @param condition {@code not-running}, {@code next-exit}, {@code removed} */
    static ExitWait begin(ApiClient engine, String container, String condition) throws IOException {
        return new ExitWait(engine.stream("POST", "/containers/" + container + "/wait", Query.of("condition", condition)));
    }

    /** Waits for it. */
    int code() throws IOException {
        try (response) {
            JsonObject end = response.object();
            String error = end.optionalObject("Error").isPresent()
                    ? end.object("Error").optionalString("Message").orElse("") : "";
            if (!error.isEmpty()) {
                throw new UserError("Error waiting for container: " + error);
            }
            return (int) end.number("StatusCode");
        }
    }
}
