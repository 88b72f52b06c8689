package minidocker.images.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import minidocker.images.ImageReference;

/** One registry's address, how far it is trusted, and the connections to it. Nothing is known here of what is said on them. */
final class Endpoint {
    private static final String DOCKER_HUB_HOST = "registry-1.docker.io";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

    static {
        // The JDK does not send Basic credentials to a proxy for a tunnel unless told to; with
        // HTTPS_PROXY=http://user:password@...
        // the user has told us. It must be said before the first HttpClient, and anybody else's word stands.
        if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
        // Each of its buffers goes through several threads' hands; the JDK's own are a quarter as large.
        if (System.getProperty("jdk.httpclient.bufsize") == null) {
            System.setProperty("jdk.httpclient.bufsize", "65536");
        }
    }

    private final RegistrySettings settings;
    private final EnvironmentProxies proxies;
    private final HostPort registry;
    private final boolean insecure;
    private final CertificateFolders.Found certificates;
    private HttpClient plain;
    private HttpClient tls;
    private URI base;

    Endpoint(String domain, RegistrySettings settings) throws IOException {
        this.settings = settings;
        proxies = new EnvironmentProxies(settings.environment());
        registry = HostPort.parse(domain.equals(ImageReference.DOCKER_HUB) ? DOCKER_HUB_HOST : domain);
        insecure = settings.insecure().contains(registry);
        certificates = settings.certificates().find(registry);
    }

    HostPort registry() {
        return registry;
    }

    /** True if plain HTTP is accepted for this registry and for whom it sends us to. */
    boolean insecure() {
        return insecure;
    }

    /** Scheme, host and port, found out once: an insecure registry may speak either protocol. */
    synchronized URI base() throws IOException {
        if (base == null) {
            base = insecure ? probe() : URI.create("https://" + registry);
        }
        return base;
    }

    private URI probe() throws IOException {
        URI http = URI.create("http://" + registry);
        URI https = URI.create("https://" + registry);
        // On this machine plain HTTP is what one finds, and asking for it first saves setting up TLS. Elsewhere TLS comes first.
        boolean local = InsecureRegistries.LOOPBACK.contains(registry);
        IOException failure = null;
        for (URI candidate : local ? List.of(http, https) : List.of(https, http)) {
            try {
                exchange(HttpRequest.newBuilder(candidate.resolve("/v2/"))).body().close();
                return candidate;
            } catch (IOException e) {
                if (isCertificateProblem(e)) {
                    throw e;
                }
                failure = failure == null ? e : failure;
            }
        }
        throw failure;
    }

    /** Asks once. The answer's body must be read or closed. */
    Answer exchange(HttpRequest.Builder builder) throws IOException {
        HttpRequest plainRequest = builder.setHeader("User-Agent", "mini-docker/1.0").build();
        URI uri = plainRequest.uri();
        HttpRequest request = proxies.authorization(uri)
                .map(value -> builder.setHeader("Proxy-Authorization", value).build()).orElse(plainRequest);
        // Not HttpRequest.timeout: since JDK 26 it covers the body too, which for a layer may take as long as it likes.
        CompletableFuture<Answer> head = new CompletableFuture<>();
        CompletableFuture<?> exchange = client(uri).sendAsync(request, info -> {
            StreamedBody body = new StreamedBody(settings.stallTimeout());
            // Not when the JDK hands over its response: if the connection breaks before somebody has taken it, the JDK throws it
            // away, with the body's first bytes.
            head.complete(new Answer(uri, info.statusCode(), info.headers(), body));
            return body;
        });
        exchange.whenComplete((response, failure) -> {
            if (failure != null) {
                head.completeExceptionally(failure instanceof CompletionException ? failure.getCause() : failure);
            }
        });
        Answer response;
        try {
            response = head.get(settings.answerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + uri.getHost());
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new IOException("no answer for " + settings.answerTimeout().toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
        if (uri.getScheme().equals("http") && response.statusCode() == 400 && insecure && base == null) {
            response.body().close();
            throw new IOException("it does not speak plain HTTP");
        }
        return response;
    }

    private synchronized HttpClient client(URI uri) throws IOException {
        if (uri.getScheme().equals("http")) {
            if (plain == null) {
                // A context that checks nothing is never used on plain HTTP, and spares reading the JDK's authorities.
                plain = builder()
                        .sslContext(CertificateFolders.trustingContext(new CertificateFolders.Found(List.of(), List.of())))
                        .build();
            }
            return plain;
        }
        if (tls == null) {
            HttpClient.Builder builder = builder();
            // Whoever went to the trouble of naming an authority wants it to be asked, insecure or not.
            if (insecure && certificates.authorities().isEmpty()) {
                builder.sslContext(CertificateFolders.trustingContext(certificates));
            } else if (!certificates.isEmpty()) {
                builder.sslContext(CertificateFolders.context(certificates));
            }
            tls = builder.build();
        }
        return tls;
    }

    private HttpClient.Builder builder() {
        // HTTP/2 would put all layers on one connection, where one lost packet stops them all.
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT).proxy(proxies);
    }

    private static boolean isCertificateProblem(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof java.security.cert.CertPathBuilderException) {
                return true;
            }
        }
        return false;
    }

    /** Whether a new attempt could go better: not if nobody listens, and not if we do not trust who answers. */
    static boolean isTransient(IOException e) {
        return !(e instanceof RegistryException) && !(e instanceof DigestMismatch)
                && !(e instanceof InterruptedIOException) && !(e instanceof ConnectException)
                && !(e instanceof javax.net.ssl.SSLException ssl && (isCertificateProblem(ssl) || isPlain(ssl)));
    }

    private static boolean isPlain(IOException e) {
        return String.valueOf(e.getMessage()).contains("nrecognized SSL message");
    }

    /** What went wrong, in a sentence. */
    RegistryException sentence(IOException e) {
        if (e instanceof RegistryException already) {
            return already;
        }
        String where = "cannot reach the registry " + registry + ": ";
        if (isCertificateProblem(e)) {
            return new RegistryException("the certificate of the registry " + registry + " is not trusted (" + rootMessage(e)
                    + "): put its authority's certificate into /etc/mini-docker/certs.d/" + registry + "/ca.crt", e);
        }
        if (isPlain(e)) {
            return new RegistryException("the registry " + registry
                    + " speaks plain HTTP, which is accepted from this machine only: "
                    + "say --insecure-registry " + registry + " to use it all the same", e);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.nio.channels.UnresolvedAddressException || cause instanceof java.net.UnknownHostException) {
                return new RegistryException(where + "no such host", e);
            }
        }
        if (e instanceof ConnectException) {
            return new RegistryException(where + (e.getMessage() == null ? "connection refused" : e.getMessage()), e);
        }
        return new RegistryException(where + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()), e);
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }
}
