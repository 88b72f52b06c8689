package minidocker.engine.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.http.Exchange;
import minidocker.images.registry.Credentials;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/** The credentials that a client sends along for a registry: the header {@code X-Registry-Auth}, base64url of a JSON object. */
final class RegistryAuth {
    private RegistryAuth() {}

    /** Anonymous if there is no header or an empty one: the engine's own user has no say in what a client may pull. */
    static Credentials of(Exchange exchange) {
        Optional<String> header = exchange.header("X-Registry-Auth").filter(text -> !text.isBlank());
        if (header.isEmpty()) {
            return Credentials.ANONYMOUS;
        }
        try {
            // Some clients write the other alphabet of base64, some leave out what fills the end.
            String base64 = header.get().strip().replace('+', '-').replace('/', '_').replaceAll("=+$", "");
            byte[] json = Base64.getUrlDecoder().decode(base64);
            if (new String(json, StandardCharsets.UTF_8).isBlank()) {
                return Credentials.ANONYMOUS;
            }
            return of(Json.parseObject(json, "the header X-Registry-Auth"));
        } catch (IllegalArgumentException | MalformedJson e) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid X-Registry-Auth header: " + e.getMessage());
        }
    }

    /** Of Docker's AuthConfig. */
    static Credentials of(JsonObject json) throws MalformedJson {
        String identity = json.optionalString("identitytoken").orElse("");
        String registry = json.optionalString("registrytoken").orElse("");
        String user = json.optionalString("username").orElse("");
        String password = json.optionalString("password").orElse("");
        String both = json.optionalString("auth").orElse("");
        if (!identity.isEmpty()) {
            return new Credentials.IdentityToken(identity);
        } else if (!registry.isEmpty()) {
            return new Credentials.RegistryToken(registry);
        } else if (user.isEmpty() && !both.isEmpty()) {
            String decoded = new String(Base64.getDecoder().decode(both), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            return new Credentials.Password(decoded.substring(0, Math.max(0, colon)), decoded.substring(colon + 1));
        }
        return user.isEmpty() ? Credentials.ANONYMOUS : new Credentials.Password(user, password);
    }
}
