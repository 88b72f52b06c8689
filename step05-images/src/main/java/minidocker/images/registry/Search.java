package minidocker.images.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import minidocker.images.ImageReference;
import minidocker.json.Json;
import minidocker.json.JsonObject;

/**
 * Looking for images: by the search of Docker's first registry protocol ({@code /v1/search}), which Docker Hub has kept, or in
 * the catalogue of any other registry.
 */
public final class Search {
    private static final String HUB = "index.docker.io";
    private static final int MAX_BYTES = 16 << 20;
    /** Of a catalogue without any search of its own this much is looked through. */
    private static final int MAX_CATALOG = 100_000;

    private Search() {}

    /** @param stars 0 where nobody counts them */
    public record Result(String name, String description, long stars, boolean official, boolean automated) {}

    /**
     * @param domain as in a reference: {@code docker.io}
     * @param limit  at most so many, 1 to 100
     */
    public static List<Result> search(String domain, String term, int limit, RegistrySettings settings) throws IOException {
        boolean hub = domain.equals(ImageReference.DOCKER_HUB);
        // The search knows no tokens, and the registry's would be refused there.
        RegistryHttp http = new RegistryHttp(new Endpoint(hub ? HUB : domain, settings), settings.retry(), Credentials.ANONYMOUS);
        Answer response = http.send("GET", "/v1/search?q=" + URLEncoder.encode(term, StandardCharsets.UTF_8)
                + "&n=" + limit,
                Map.of("X-Docker-Token", "true"), "");
        try (InputStream body = response.body()) {
            byte[] content = body.readNBytes(MAX_BYTES);
            if (response.statusCode() == 200) {
                return results(Json.parseObject(content, "the answer of " + domain), limit);
            }
            if (hub) {
                throw ErrorBody.toException(response.statusCode(), content, "UNSUPPORTED");
            }
        }
        return catalogue(domain, term, limit, settings);
    }

    private static List<Result> results(JsonObject json, int limit) throws IOException {
        List<Result> results = new ArrayList<>();
        for (JsonObject one : json.objects("results")) {
            results.add(new Result(one.string("name"), one.optionalString("description").orElse(""),
                    one.optionalNumber("star_count").orElse(0L), one.bool("is_official"), one.bool("is_automated")));
        }
        results.sort(Comparator.comparingLong(Result::stars).reversed());
        return List.copyOf(results.subList(0, Math.min(limit, results.size())));
    }

    private static List<Result> catalogue(String domain, String term, int limit, RegistrySettings settings) throws IOException {
        String wanted = term.toLowerCase(Locale.ROOT);
        return Registry.open(domain, settings).catalog(MAX_CATALOG).stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(wanted))
                .limit(limit).map(name -> new Result(domain + "/" + name, "", 0, false, false)).toList();
    }
}
