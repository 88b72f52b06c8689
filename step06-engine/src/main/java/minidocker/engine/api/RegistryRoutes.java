package minidocker.engine.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Filters;
import minidocker.engine.http.Router;
import minidocker.images.Descriptor;
import minidocker.images.ImageConfig;
import minidocker.images.ImageDocument;
import minidocker.images.ImageReference;
import minidocker.images.Index;
import minidocker.images.Manifest;
import minidocker.images.Platform;
import minidocker.images.registry.Credentials;
import minidocker.images.registry.Registry;
import minidocker.images.registry.RegistryException;
import minidocker.images.registry.RegistrySettings;
import minidocker.images.registry.Search;
import minidocker.json.JsonObject;

/** What only asks a registry: {@code POST /auth}, {@code GET /images/search}, {@code GET /distribution/{name}/json}. */
final class RegistryRoutes {
    private static final int DEFAULT_LIMIT = 25;
    private static final int MAX_LIMIT = 100;

    private final RegistrySettings registries;

    RegistryRoutes(RegistrySettings registries) {
        this.registries = registries;
    }

    void addTo(Router router) {
        ImageRoutes.add(router, "POST", "/auth", this::login);
        ImageRoutes.add(router, "GET", "/images/search", this::search);
        ImageRoutes.add(router, "GET", "/distribution/{name:.*}/json", this::distribution);
    }

    private void login(Exchange exchange) throws IOException {
        JsonObject asked = exchange.bodyJson();
        String domain = domain(asked.optionalString("serveraddress").orElse(""));
        Credentials kept;
        try {
            kept = new Registry(domain, registries, RegistryAuth.of(asked)).login();
        } catch (RegistryException e) {
            if (e.status() != 401 && e.status() != 403) {
                throw e;
            }
            exchange.json(401, Map.of("message", "login attempt to " + domain + " failed: " + e.getMessage()));
            return;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Status", "Login Succeeded");
        json.put("IdentityToken", kept instanceof Credentials.IdentityToken token ? token.token() : "");
        exchange.json(200, json);
    }

    /** {@code https://index.docker.io/v1/}, {@code https://registry.example/v2/} or just the host. */
    private static String domain(String server) {
        String host = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return host.isEmpty() || host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? ImageReference.DOCKER_HUB
                : host;
    }

    private void search(Exchange exchange) throws IOException {
        String term = exchange.query("term").orElse("");
        long limit = exchange.number("limit").filter(given -> given != 0).orElse((long) DEFAULT_LIMIT);
        if (term.isEmpty()) {
            throw new Refusal(Kind.BAD_PARAMETER, "what is to be searched for? Say /images/search?term=...");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new Refusal(Kind.BAD_PARAMETER, "limit " + limit + " is outside the range of [1, " + MAX_LIMIT + "]");
        }
        Predicate<Search.Result> filter = filter(exchange.filters().only(Set.of("stars", "is-official", "is-automated")));
        int slash = term.indexOf('/');
        String first = slash < 0 ? "" : term.substring(0, slash);
        boolean elsewhere = first.equals("localhost") || first.indexOf('.') >= 0 || first.indexOf(':') >= 0;
        List<Map<String, Object>> json = new ArrayList<>();
        for (Search.Result result : Search.search(domain(elsewhere ? first : ""), elsewhere ? term.substring(slash + 1) : term,
                (int) limit, registries.with(RegistryAuth.of(exchange)))) {
            if (filter.test(result)) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("star_count", result.stars());
                one.put("is_official", result.official());
                one.put("name", result.name());
                one.put("is_automated", result.automated());
                one.put("description", result.description());
                json.add(one);
            }
        }
        exchange.json(200, json);
    }

    private static Predicate<Search.Result> filter(Filters filters) {
        Predicate<Search.Result> all = result -> true;
        for (String stars : filters.get("stars")) {
            if (!stars.matches("[0-9]{1,9}")) {
                throw new Refusal(Kind.BAD_PARAMETER, "invalid filter 'stars=" + stars + "'");
            }
            all = all.and(result -> result.stars() >= Integer.parseInt(stars));
        }
        if (filters.bool("is-official").isPresent()) {
            boolean wanted = filters.bool("is-official").get();
            all = all.and(result -> result.official() == wanted);
        }
        if (filters.bool("is-automated").isPresent()) {
            boolean wanted = filters.bool("is-automated").get();
            all = all.and(result -> result.automated() == wanted);
        }
        return all;
    }

    private void distribution(Exchange exchange) throws IOException {
        ImageReference reference = ImageReference.parse(exchange.parameter("name")).withDefaultTag();
        try {
            Registry registry = Registry.open(reference.domain(), registries.with(RegistryAuth.of(exchange)));
            Registry.Fetched fetched = registry.manifest(reference);
            ImageDocument document = ImageDocument.parse(fetched.content(), fetched.descriptor().mediaType(), reference.familiar());
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("Descriptor", new Descriptor(document.mediaType(), fetched.descriptor().digest(), fetched.content().length)
                    .toJson());
            json.put("Platforms", platforms(registry, reference, document));
            exchange.json(200, json);
        } catch (RegistryException e) {
            Kind kind = e.status() == 401 || e.status() == 403 ? Kind.FORBIDDEN : e.status() == 404 ? Kind.NOT_FOUND : Kind.FAILED;
            throw new Refusal(kind, e.about(reference), e);
        }
    }

    private static List<Map<String, Object>> platforms(Registry registry, ImageReference reference, ImageDocument document)
            throws IOException {
        List<Map<String, Object>> platforms = new ArrayList<>();
        if (document instanceof Index index) {
            for (Descriptor manifest : index.manifests()) {
                manifest.platform().filter(platform -> !manifest.isAttestation())
                        .ifPresent(platform -> platforms.add(json(platform)));
            }
        } else if (document instanceof Manifest manifest) {
            try (var blob = registry.blob(reference.path(), manifest.config())) {
                platforms.add(json(ImageConfig.parse(blob.readAllBytes(),
                        "the configuration of " + reference.familiar()).platform()));
            }
        }
        return platforms;
    }

    private static Map<String, Object> json(Platform platform) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architecture", platform.architecture());
        json.put("os", platform.os());
        if (!platform.variant().isEmpty()) {
            json.put("variant", platform.variant());
        }
        return json;
    }
}
