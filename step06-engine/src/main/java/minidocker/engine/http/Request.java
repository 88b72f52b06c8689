package minidocker.engine.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;

/**
 * The head of a request, taken apart.
 *
 * @param version in the path: {@code /v1.44/info}
 * @param path    without it, decoded
 * @param queries decoded, in order
 */
record Request(String method, Optional<String> version, String path, Map<String, List<String>> queries, HttpHeaders headers,
               boolean http11) {
    private static final Pattern VERSIONED = Pattern.compile("/v([0-9.]+)(/.*)");

    /** @throws Refusal 400, if it cannot be read */
    static Request of(HttpRequest head) {
        String target = head.uri();
        // The absolute form (RFC 9112, section 3.2.2), as proxies are spoken to.
        if (!target.startsWith("/") && target.contains("://")) {
            int slash = target.indexOf('/', target.indexOf("://") + 3);
            target = slash < 0 ? "/" : target.substring(slash);
        }
        int question = target.indexOf('?');
        String path = decode(question < 0 ? target : target.substring(0, question), false);
        Map<String, List<String>> queries = question < 0 ? Map.of() : queries(target.substring(question + 1));
        Matcher versioned = VERSIONED.matcher(path);
        boolean has = versioned.matches();
        return new Request(head.method().name(), has ? Optional.of(versioned.group(1)) : Optional.empty(),
                has ? versioned.group(2) : path, queries, head.headers(), head.protocolVersion().equals(HttpVersion.HTTP_1_1));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** A header with several words: {@code Connection: keep-alive, Upgrade}. */
    boolean hasToken(String name, String token) {
        return headers.containsValue(name, token, true);
    }

    /** A body may follow. */
    boolean hasBody() {
        return header("Transfer-Encoding").isPresent()
                || header("Content-Length").filter(length -> !length.equals("0")).isPresent();
    }

    private static Map<String, List<String>> queries(String text) {
        Map<String, List<String>> queries = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
                queries.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
        }
        return queries;
    }

    /** Percent-encoding (RFC 3986, section 2.1); in a query, {@code +} is a space. */
    private static String decode(String text, boolean query) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
                int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new Refusal(Kind.BAD_PARAMETER, "the request's address has a % that no two hexadecimal digits follow");
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[length++] = bytes[i] == '+' && query ? (byte) ' ' : bytes[i];
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
