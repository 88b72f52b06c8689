package minidocker.engine.cli.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import minidocker.engine.cli.Session;
import minidocker.images.registry.Credentials;
import minidocker.images.registry.DockerConfigFile;
import minidocker.json.Json;

/** What the user is known by at a registry, for the engine that asks there: the header {@code X-Registry-Auth}. */
final class RegistryAuth {
    private RegistryAuth() {}

    static Map<String, String> header(Session session, String domain) throws IOException {
        DockerConfigFile config = new DockerConfigFile(session.options().configFolder().resolve("config.json"));
        Credentials known = config.credentials(domain);
        Map<String, Object> json = new LinkedHashMap<>();
        if (known instanceof Credentials.Password password) {
            json.put("username", password.user());
            json.put("password", password.password());
        } else if (known instanceof Credentials.IdentityToken identity) {
            json.put("identitytoken", identity.token());
        } else if (known instanceof Credentials.RegistryToken token) {
            json.put("registrytoken", token.token());
        } else {
            return Map.of();
        }
        json.put("serveraddress", domain);
        return Map.of("X-Registry-Auth",
                Base64.getUrlEncoder().encodeToString(Json.compact(json).getBytes(StandardCharsets.UTF_8)));
    }
}
