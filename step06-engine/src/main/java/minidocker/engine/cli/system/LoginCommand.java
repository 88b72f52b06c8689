package minidocker.engine.cli.system;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.images.ImageReference;
import minidocker.images.registry.Credentials;
import minidocker.images.registry.DockerConfigFile;
import minidocker.json.JsonObject;

/** {@code login}: the engine asks the registry, we keep the credentials. */
public final class LoginCommand extends Command {
    /** Longer than any token, shorter than a file that was redirected by mistake. */
    private static final int MAX_PASSWORD_BYTES = 1 << 16;

    private final Flag<String> user = flags.text("username", "u", "Username");
    private final Flag<String> password = flags.text("password", "p", "Password or Personal Access Token (PAT)");
    private final Flag<Boolean> passwordStdin = flags.toggle("password-stdin", "",
            "Take the Password or Personal Access Token (PAT) from stdin");

    public LoginCommand() {
        super(Manual.of("login", "[OPTIONS] [SERVER]", "Authenticate to a registry").atMost(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        String domain = domain(arguments);
        Credentials.Password given = ask(session, domain);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("username", given.user());
        body.put("password", given.password());
        body.put("serveraddress", domain.equals(ImageReference.DOCKER_HUB) ? "https://index.docker.io/v1/" : domain);
        Object answer = session.engine().post("/auth", new Query(), body);
        JsonObject status = JsonObject.of(answer instanceof Map<?, ?> map ? map : Map.of(), "the engine's answer");
        String token = status.optionalString("IdentityToken").orElse("");
        DockerConfigFile config = new DockerConfigFile(session.options().configFolder().resolve("config.json"));
        if (config.save(domain, token.isEmpty() ? given : new Credentials.IdentityToken(token))) {
            session.err().println("\nWARNING! Your credentials are stored unencrypted in '" + config.file() + "'.\n"
                    + "Configure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n");
        }
        session.out().println(status.optionalString("Status").filter(text -> !text.isEmpty()).orElse("Login Succeeded"));
        return 0;
    }

    /** People paste addresses from their browser: {@code https://registry.example/v2/} is registry.example. */
    static String domain(List<String> arguments) {
        String host = arguments.isEmpty() ? "" : arguments.get(0).replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return host.isEmpty() || host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? ImageReference.DOCKER_HUB : host;
    }

    private Credentials.Password ask(Session session, String domain) throws IOException {
        if (password.isChanged()) {
            session.err().println("WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
            if (passwordStdin.get()) {
                throw new UserError("--password and --password-stdin are mutually exclusive", 1);
            }
        }
        if (passwordStdin.get()) {
            if (user.get().isEmpty()) {
                throw new UserError("the --password-stdin option requires --username to be set", 1);
            }
            String typed = new String(session.in().readNBytes(MAX_PASSWORD_BYTES), StandardCharsets.UTF_8);
            return credentials(user.get(), typed.replaceFirst("[\r\n]+$", ""));
        }
        if (!user.get().isEmpty() && !password.get().isEmpty()) {
            return credentials(user.get(), password.get());
        }
        Console console = Session.isTerminal(0) ? System.console() : null;
        if (console == null) {
            throw new UserError("Error: Cannot perform an interactive login from a non TTY device", 1);
        }
        String typed = user.get().isEmpty() ? console.readLine("Username (%s): ", domain) : user.get();
        String name = typed == null ? "" : typed.strip();
        if (name.isEmpty()) {
            throw new UserError("Error: Non-null Username Required", 1);
        }
        if (!password.get().isEmpty()) {
            return credentials(name, password.get());
        }
        char[] secret = console.readPassword("Password: ");
        return credentials(name, secret == null ? "" : new String(secret));
    }

    private static Credentials.Password credentials(String user, String password) {
        if (password.isEmpty()) {
            throw new UserError("Error: Password Required", 1);
        }
        return new Credentials.Password(user, password);
    }
}
