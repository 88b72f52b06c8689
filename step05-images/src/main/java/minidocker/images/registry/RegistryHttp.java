package minidocker.images.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions to one registry, with authentication, redirects and retries. */
final class RegistryHttp {
    private static final int MAX_REDIRECTS = 10;

    private final Endpoint endpoint;
    private final Retrying retrying;
    private final Authorizer authorizer;

    RegistryHttp(Endpoint endpoint, RetryPolicy policy, Credentials credentials) {
        this.endpoint = endpoint;
        retrying = new Retrying(endpoint, policy);
        authorizer = new Authorizer(endpoint, retrying, credentials);
    }

    Authorizer authorizer() {
        return authorizer;
    }

    /**
     * Asks, and gives the answer whatever its status.
     *
     * @param path  from the slash on, with a query
     * @param scope what a token must allow: {@code repository:library/busybox:pull}, or empty
     */
    Answer send(String method, String path, Map<String, String> headers, String scope) throws IOException {
        return retrying.send(() -> authorised(method, endpoint.base().resolve(path), headers, scope));
    }

    /** What the registry demands of somebody who shows nothing; empty if it is open to all. */
    List<Challenge> challenges() throws IOException {
        Answer response = retrying.send(
                () -> redirected("GET", endpoint.base().resolve("/v2/"), Map.of(), Optional.empty()));
        response.body().close();
        return Challenge.parse(response.headers().allValues("WWW-Authenticate"));
    }

    private Answer authorised(String method, URI uri, Map<String, String> headers,
            String scope) throws IOException {
        Optional<String> authorization = authorizer.header(scope);
        Answer response = redirected(method, uri, headers, authorization);
        if (response.statusCode() != 401 || !sameServer(uri, response.uri())
                || !authorizer.answer(Challenge.parse(response.headers().allValues("WWW-Authenticate")), scope, authorization)) {
            return response;
        }
        response.body().close();
        return redirected(method, uri, headers, authorizer.header(scope));
    }

    private Answer redirected(String method, URI first, Map<String, String> headers,
            Optional<String> authorization)
            throws IOException {
        URI uri = first;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
            headers.forEach(request::setHeader);
            // A blob store at somebody else's address must not see what we are to the registry.
            if (sameServer(first, uri)) {
                authorization.ifPresent(value -> request.setHeader("Authorization", value));
            }
            Answer response = endpoint.exchange(request);
            Optional<String> location = response.headers().firstValue("Location");
            int status = response.statusCode();
            boolean redirect = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
            if (!redirect || location.isEmpty()) {
                return response;
            }
            response.body().close();
            uri = target(uri, location.get());
        }
        throw new RegistryException("the registry " + endpoint.registry() + " redirected more than " + MAX_REDIRECTS + " times");
    }

    private URI target(URI from, String location) throws IOException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new RegistryException("the registry " + endpoint.registry() + " redirected to what is no address: \"" + location
                    + "\"", e);
        }
        boolean secure = "https".equals(to.getScheme());
        if (to.getHost() == null || !secure
                && !("http".equals(to.getScheme()) && (endpoint.insecure() || "http".equals(from.getScheme())))) {
            throw new RegistryException("the registry " + endpoint.registry() + " redirected to an address that is not secure: "
                    + to);
        }
        return to;
    }

    private static boolean sameServer(URI a, URI b) {
        return a.getScheme().equals(b.getScheme()) && a.getHost().equalsIgnoreCase(b.getHost()) && a.getPort() == b.getPort();
    }
}
