package minidocker.images.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import minidocker.files.AtomicFile;
import minidocker.images.ImageReference;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * {@code ~/.docker/config.json}, shared with Docker: whoever is logged in there is logged in here, and the other way round.
 * Fields that are not about credentials stay as they are.
 *
 * @param file the file; it need not exist
 */
public record DockerConfigFile(Path file) {
    /** Docker Hub's entry has the name of an interface that is long gone. */
    private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

    /** In the folder that DOCKER_CONFIG names, or in {@code ~/.docker}. */
    public static DockerConfigFile standard(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        String folder = environment.getOrDefault("DOCKER_CONFIG", "");
        return new DockerConfigFile(Path.of(folder.isEmpty() ? home + "/.docker" : folder).resolve("config.json"));
    }

    static String key(String domain) {
        return domain.equals(ImageReference.DOCKER_HUB) || domain.equals("index.docker.io")
                || domain.equals("registry-1.docker.io")
                ? DOCKER_HUB_KEY : domain;
    }

    public Credentials credentials(String domain) throws IOException {
        JsonObject config = read();
        String key = key(domain);
        Optional<CredentialHelper> helper = helper(config, key);
        if (helper.isPresent()) {
            Optional<Credentials> found = helper.get().get(key);
            if (found.isPresent()) {
                return found.get();
            }
        }
        JsonObject auths = config.optionalObject("auths").orElse(new JsonObject(Map.of(), "auths"));
        for (String name : auths.fields().keySet()) {
            if (name.equals(key) || hostOf(name).equals(hostOf(key))) {
                return entry(auths.object(name));
            }
        }
        return Credentials.ANONYMOUS;
    }

    /**
     * Keeps the credentials, in the helper that is configured or in the file. @return true if they now lie in the file, readable
     */
    public boolean save(String domain, Credentials credentials) throws IOException {
        JsonObject config = read();
        String key = key(domain);
        Optional<CredentialHelper> helper = helper(config, key);
        Map<String, Object> entry = new LinkedHashMap<>();
        if (helper.isPresent()) {
            helper.get().store(key, credentials);
        } else if (credentials instanceof Credentials.Password password) {
            entry.put("auth", Base64.getEncoder().encodeToString((password.user() + ":" + password.password())
                    .getBytes(StandardCharsets.UTF_8)));
        } else if (credentials instanceof Credentials.IdentityToken token) {
            entry.put("auth", Base64.getEncoder().encodeToString("<token>:".getBytes(StandardCharsets.UTF_8)));
            entry.put("identitytoken", token.token());
        }
        Map<String, Object> auths = auths(config);
        auths.put(key, entry);
        write(config, auths);
        return helper.isEmpty();
    }

    /** @return false if there was nothing to forget */
    public boolean forget(String domain) throws IOException {
        JsonObject config = read();
        String key = key(domain);
        Optional<CredentialHelper> helper = helper(config, key);
        if (helper.isPresent()) {
            helper.get().erase(key);
        }
        Map<String, Object> auths = auths(config);
        boolean known = auths.keySet().removeIf(name -> name.equals(key) || hostOf(name).equals(hostOf(key)));
        if (known) {
            write(config, auths);
        }
        return known || helper.isPresent();
    }

    private JsonObject read() throws IOException {
        if (!Files.exists(file)) {
            return new JsonObject(Map.of(), file.toString());
        }
        byte[] content = Files.readAllBytes(file);
        return content.length == 0 ? new JsonObject(Map.of(), file.toString()) : Json.parseObject(content, file.toString());
    }

    private void write(JsonObject config, Map<String, Object> auths) throws IOException {
        Map<String, Object> changed = new LinkedHashMap<>(config.fields());
        changed.put("auths", auths);
        // A link (as people have who keep their settings in a repository) stays one.
        Path target = Files.exists(file) ? file.toRealPath() : file;
        AtomicFile.writePrivate(target, Json.pretty(changed, "\t").getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> auths(JsonObject config) throws MalformedJson {
        return new LinkedHashMap<>(config.optionalObject("auths").map(JsonObject::fields).orElse(Map.of()));
    }

    private static Optional<CredentialHelper> helper(JsonObject config, String key) throws MalformedJson {
        String name = config.stringMap("credHelpers").getOrDefault(key, config.optionalString("credsStore").orElse(""));
        return name.isEmpty() ? Optional.empty() : Optional.of(new CredentialHelper(name));
    }

    private Credentials entry(JsonObject entry) throws IOException {
        String identity = entry.optionalString("identitytoken").orElse("");
        if (!identity.isEmpty()) {
            return new Credentials.IdentityToken(identity);
        }
        String registry = entry.optionalString("registrytoken").orElse("");
        if (!registry.isEmpty()) {
            return new Credentials.RegistryToken(registry);
        }
        String auth = entry.optionalString("auth").orElse("");
        if (auth.isEmpty()) {
            String user = entry.optionalString("username").orElse("");
            return user.isEmpty() ? Credentials.ANONYMOUS
                    : new Credentials.Password(user, entry.optionalString("password").orElse(""));
        }
        try {
            String decoded = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            if (colon > 0) {
                return new Credentials.Password(decoded.substring(0, colon), decoded.substring(colon + 1).replaceAll("\0+$", ""));
            }
        } catch (IllegalArgumentException notBase64) {
            // The same sentence as for a value without a colon.
        }
        throw new MalformedJson(entry.what() + ": \"auth\" is not user:password in base64: log in again");
    }

    /** Old Docker versions wrote whole URLs: {@code https://registry.example/v1/}. */
    private static String hostOf(String name) {
        return name.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    }
}
