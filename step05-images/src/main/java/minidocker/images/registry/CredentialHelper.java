package minidocker.images.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import minidocker.json.Json;
import minidocker.json.JsonObject;

/**
 * A program {@code docker-credential-NAME} on the PATH that keeps passwords in the system's own store. It is called with one word
 * ({@code get}, {@code store}, {@code erase}), reads standard input and answers on standard output.
 */
record CredentialHelper(String name) {
    private static final long TIMEOUT_SECONDS = 60;
    /** The user name by which helpers mark an identity token. */
    private static final String TOKEN_USER = "<token>";

    Optional<Credentials> get(String server) throws IOException {
        Answer answer = call("get", server);
        if (answer.exitCode != 0) {
            if (answer.output.contains("credentials not found")) {
                return Optional.empty();
            }
            throw failed("get", answer);
        }
        JsonObject json = Json.parseObject(answer.output.getBytes(StandardCharsets.UTF_8), "the answer of docker-credential-"
                + name);
        String user = json.string("Username");
        String secret = json.string("Secret");
        return Optional.of(user.equals(TOKEN_USER) ? new Credentials.IdentityToken(secret)
                : new Credentials.Password(user, secret));
    }

    void store(String server, Credentials credentials) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ServerURL", server);
        if (credentials instanceof Credentials.Password password) {
            json.put("Username", password.user());
            json.put("Secret", password.password());
        } else if (credentials instanceof Credentials.IdentityToken token) {
            json.put("Username", TOKEN_USER);
            json.put("Secret", token.token());
        }
        Answer answer = call("store", Json.compact(json));
        if (answer.exitCode != 0) {
            throw failed("store", answer);
        }
    }

    void erase(String server) throws IOException {
        Answer answer = call("erase", server);
        if (answer.exitCode != 0 && !answer.output.contains("credentials not found")) {
            throw failed("erase", answer);
        }
    }

    private record Answer(int exitCode, String output) {}

    private Answer call(String verb, String input) throws IOException {
        if (!name.matches("[A-Za-z0-9._-]+")) {
            throw new IOException("\"" + name + "\" is no name of a credential helper");
        }
        Process process;
        try {
            process = new ProcessBuilder("docker-credential-" + name, verb).redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException("the credential helper docker-credential-" + name + " named in config.json cannot be started: "
                    + "install it, or remove \"credsStore\" and \"credHelpers\" from that file", e);
        }
        try {
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // A helper may leave without reading; its exit code tells more than the broken pipe.
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("docker-credential-" + name + " did not end within " + TIMEOUT_SECONDS + " s");
            }
            return new Answer(process.exitValue(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for docker-credential-" + name, e);
        } finally {
            process.destroyForcibly();
        }
    }

    private IOException failed(String verb, Answer answer) {
        return new IOException("docker-credential-" + name + " " + verb + " failed with exit code " + answer.exitCode
                + (answer.output.isEmpty() ? "" : ": " + answer.output));
    }
}
