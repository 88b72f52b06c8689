package minidocker.images.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.json.Json;
import minidocker.json.JsonObject;

/**
 * Answers a registry's 401: with the password itself (Basic), or with a token that its token server gives for it (the "Docker
 * Registry v2 authentication" of distribution's documentation; OAuth2 for identity tokens). Tokens are kept for a scope until
 * shortly before they expire.
 */
final class Authorizer {
    private static final int MAX_TOKEN_BYTES = 1 << 20;
    /** The shortest life a token may claim, by the specification, and what it has if it does not say. */
    private static final long DEFAULT_LIFE_SECONDS = 60;
    private static final Duration MARGIN = Duration.ofSeconds(10);
    private static final String CLIENT = "mini-docker";

    private final Endpoint endpoint;
    private final Retrying retrying;
    private final Credentials credentials;
    private final Map<String, Token> tokens = new HashMap<>();
    private boolean basic;

    private record Token(String value, Instant expiry) {}

    Authorizer(Endpoint endpoint, Retrying retrying, Credentials credentials) {
        this.endpoint = endpoint;
        this.retrying = retrying;
        this.credentials = credentials;
    }

    /** The header to send along, if we know by now what this registry wants. */
    synchronized Optional<String> header(String scope) {
        if (basic && credentials instanceof Credentials.Password password) {
            return Optional.of(password.basic());
        }
        Token token = tokens.get(scope);
        return token != null && Instant.now().isBefore(token.expiry) ? Optional.of("Bearer " + token.value) : Optional.empty();
    }

    /**
     * Gets what the registry wants.
     *
     * @param rejected the header that was sent, if any
     * @return false if there is nothing better to send
     */
    synchronized boolean answer(List<Challenge> challenges, String scope, Optional<String> rejected) throws IOException {
        Optional<String> known = header(scope);
        if (known.isPresent() && !known.equals(rejected)) {
            return true;    // Another layer's thread was here first.
        }
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer") && !challenge.parameter("realm").isEmpty()) {
                tokens.put(scope, token(challenge, scope));
                return true;
            }
            if (challenge.scheme().equals("basic") && credentials instanceof Credentials.Password && !basic) {
                basic = true;
                return true;
            }
        }
        return false;
    }

    private Token token(Challenge challenge, String scope) throws IOException {
        if (credentials instanceof Credentials.RegistryToken ready) {
            return new Token(ready.token(), Instant.MAX);
        }
        URI realm = realm(challenge);
        String wanted = scope.isEmpty() ? challenge.parameter("scope") : scope;
        String service = challenge.parameter("service");
        Answer response = retrying.send(() -> endpoint.exchange(
                credentials instanceof Credentials.IdentityToken identity ? oauth(realm, service, wanted, identity)
                        : get(realm, service, wanted, false)));
        JsonObject json = read(response);
        String value = json.optionalString("token").orElse(json.optionalString("access_token").orElse(""));
        if (value.isEmpty()) {
            throw new RegistryException("the token server " + realm.getHost() + " gave no token");
        }
        long life = Math.max(DEFAULT_LIFE_SECONDS, json.optionalNumber("expires_in").orElse(DEFAULT_LIFE_SECONDS));
        return new Token(value, Instant.now().plusSeconds(life).minus(MARGIN));
    }

    /**
     * Logs in at the token server.
     *
     * @return what is to be kept: an identity token if the server gives one, else the password
     */
    Credentials login(Challenge challenge) throws IOException {
        URI realm = realm(challenge);
        Answer response = retrying.send(() -> endpoint.exchange(
                get(realm, challenge.parameter("service"), challenge.parameter("scope"), true)));
        return read(response).optionalString("refresh_token").filter(token -> !token.isEmpty())
                .<Credentials>map(Credentials.IdentityToken::new).orElse(credentials);
    }

    private static JsonObject read(Answer response) throws IOException {
        try (InputStream body = response.body()) {
            byte[] content = body.readNBytes(MAX_TOKEN_BYTES);
            if (response.statusCode() != 200) {
                throw ErrorBody.toException(response.statusCode(), content, "UNAUTHORIZED");
            }
            return Json.parseObject(content, "the answer of the token server " + response.uri().getHost());
        }
    }

    /** The token server gets our password: it must not travel in the clear because of a header that somebody wrote. */
    private URI realm(Challenge challenge) throws IOException {
        URI realm;
        try {
            realm = URI.create(challenge.parameter("realm"));
        } catch (IllegalArgumentException e) {
            throw new RegistryException("the registry " + endpoint.registry() + " names a token server that is no address: \""
                    + challenge.parameter("realm") + "\"", e);
        }
        boolean secure = "https".equals(realm.getScheme());
        if (realm.getHost() == null || !secure && !("http".equals(realm.getScheme()) && endpoint.insecure())) {
            throw new RegistryException("the registry " + endpoint.registry() + " names a token server that is not secure: "
                    + realm);
        }
        return realm;
    }

    private HttpRequest.Builder get(URI realm, String service, String scope, boolean offline) {
        StringBuilder query = new StringBuilder();
        if (credentials instanceof Credentials.Password password) {
            append(query, "account", password.user());
        }
        append(query, "service", service);
        for (String one : scope.split(" ")) {
            append(query, "scope", one);
        }
        if (offline) {
            append(query, "offline_token", "true");
            append(query, "client_id", CLIENT);
        }
        String separator = realm.getRawQuery() == null ? "?" : "&";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(realm + (query.length() == 0 ? "" : separator + query)));
        if (credentials instanceof Credentials.Password password) {
            request.header("Authorization", password.basic());
        }
        return request;
    }

    private static HttpRequest.Builder oauth(URI realm, String service, String scope, Credentials.IdentityToken identity) {
        StringBuilder form = new StringBuilder();
        append(form, "grant_type", "refresh_token");
        append(form, "service", service);
        append(form, "client_id", CLIENT);
        append(form, "scope", scope);
        append(form, "refresh_token", identity.token());
        return HttpRequest.newBuilder(realm).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()));
    }

    private static void append(StringBuilder query, String name, String value) {
        if (!value.isEmpty()) {
            query.append(query.length() == 0 ? "" : "&").append(name).append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
