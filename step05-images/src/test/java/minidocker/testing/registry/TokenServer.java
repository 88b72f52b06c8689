package minidocker.testing.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import minidocker.json.Json;

/**
 * A token server as docker-registry's documentation describes it: it signs, with RS256, what a user may do. One user may pull and
 * push everything; without a password only repositories under {@code public/} can be pulled.
 */
public final class TokenServer implements AutoCloseable {
    public static final String SERVICE = "test-service";
    private static final String ISSUER = "test-issuer";

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final TestCertificates certificates;
    private final String user;
    private final String password;
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final String refreshToken = UUID.randomUUID().toString();
    private volatile int life = 300;

    /** @param certificates with {@code token.crt} and {@code token.key} */
    public TokenServer(TestCertificates certificates, String user, String password) throws IOException {
        this.certificates = certificates;
        this.user = user;
        this.password = password;
        server.createContext("/token", this::handle);
        server.start();
    }

    /** The registry's section {@code auth:}. */
    public String configuration() {
        return """
                auth:
                  token:
                    realm: %s
                    service: %s
                    issuer: %s
                    rootcertbundle: %s
                """.formatted(realm(), SERVICE, ISSUER, certificates.file("token.crt"));
    }

    public String realm() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** Seconds that tokens are valid for from now on; those in the past are possible. */
    public void life(int seconds) {
        life = seconds;
    }

    /** Method and query of every question so far. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    public String refreshToken() {
        return refreshToken;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String raw = exchange.getRequestMethod().equals("POST")
                ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8) : exchange.getRequestURI()
                        .getRawQuery();
        questions.add(exchange.getRequestMethod() + " " + raw);
        Map<String, String> query = query(raw);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        boolean known = refreshToken.equals(query.get("refresh_token")) || authorization != null && authorization.equals("Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
        if (!known && (authorization != null || query.containsKey("refresh_token"))) {
            reply(exchange, 401, Map.of("details", "incorrect username or password"));
            return;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(exchange.getRequestMethod().equals("POST") ? "access_token" : "token",
                token(query.getOrDefault("scope", ""), known));
        answer.put("expires_in", life);
        if ("true".equals(query.get("offline_token"))) {
            answer.put("refresh_token", refreshToken);
        }
        reply(exchange, 200, answer);
    }

    /** A JSON Web Token (RFC 7519) for what of the scope is allowed. */
    public String token(String scope, boolean known) throws IOException {
        List<Object> access = List.of();
        String[] parts = scope.split(":");
        if (parts.length == 3 && (known || parts[1].startsWith("public/"))) {
            access = List.of(Map.of("type", parts[0], "name", parts[1], "actions",
                    List.of(known ? parts[2].split(",") : new String[] {"pull"})));
        }
        long now = Instant.now().getEpochSecond();
        try {
            Map<String, Object> header = Map.of("typ", "JWT", "alg", "RS256",
                    "x5c", List.of(Base64.getEncoder().encodeToString(certificates.base64("token.crt"))));
            Map<String, Object> claims = Map.of("iss", ISSUER, "sub", known ? user : "", "aud", SERVICE, "exp", now + life, "nbf",
                    now - 600,
                    "iat", now, "jti", UUID.randomUUID().toString(), "access", access);
            String signed = encode(Json.bytes(header)) + "." + encode(Json.bytes(claims));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(certificates.key("token"));
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encode(signature.sign());
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void reply(HttpExchange exchange, int status, Map<String, Object> json) throws IOException {
        byte[] body = Json.bytes(json);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
