package minidocker.images.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.cli.UserError;
import minidocker.images.ImageReference;
import minidocker.images.registry.Credentials;
import minidocker.images.registry.Registry;
import minidocker.images.registry.RegistryException;
import minidocker.images.registry.RegistrySettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code login}. */
@Command(description = "Authenticate to a registry. Defaults to Docker Hub if no server is specified.")
public final class LoginCommand implements Callable<Integer> {
    /** Longer than any token, shorter than a file that was redirected by mistake. */
    private static final int MAX_PASSWORD_BYTES = 1 << 16;

    @Mixin
    private HelpOption help;
    @Parameters(arity = "0..1", paramLabel = "SERVER", description = "A registry, with its port if it has one.")
    private String server = "";
    @Option(names = {"-u", "--username"}, paramLabel = "NAME", description = "Username.")
    private String user = "";
    @Option(names = {"-p", "--password"}, paramLabel = "PASSWORD", description = "Password or Personal Access Token (PAT).")
    private String password = "";
    @Option(names = "--password-stdin", description = "Take the Password or Personal Access Token (PAT) from stdin.")
    private boolean passwordStdin;
    @Mixin
    private RegistryOptions registry;

    @Override
    public Integer call() {
        RegistrySettings settings = registry.settings();
        String domain = domain(server);
        try {
            Credentials.Password given = ask(domain);
            Credentials kept = new Registry(domain, settings, given).login();
            if (settings.config().save(domain, kept)) {
                System.err.println("WARNING! Your credentials are stored unencrypted in '" + settings.config().file() + "'.\n"
                        + "Configure a credential helper to remove this warning. See\n"
                        + "https://docs.docker.com/go/credential-store/\n");
            }
            System.out.println("Login Succeeded");
            return 0;
        } catch (RegistryException e) {
            throw StoreCommand.error(e.status() == 401 ? "login to " + domain + " failed: " + e.getMessage() : e.getMessage(), e);
        } catch (IOException e) {
            throw StoreCommand.error(e.getMessage(), e);
        }
    }

    /** People paste addresses from their browser: {@code https://registry.example/v2/} is registry.example. */
    static String domain(String server) {
        String host = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return host.isEmpty() || host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? ImageReference.DOCKER_HUB
                : host;
    }

    private Credentials.Password ask(String domain) throws IOException {
        if (!password.isEmpty() && passwordStdin) {
            throw new UserError("--password and --password-stdin are mutually exclusive", StoreCommand.REFUSED);
        }
        if (passwordStdin) {
            if (user.isEmpty()) {
                throw new UserError("Must provide --username with --password-stdin", StoreCommand.REFUSED);
            }
            byte[] content = System.in.readNBytes(MAX_PASSWORD_BYTES);
            return new Credentials.Password(user,
                    nonEmpty(new String(content, StandardCharsets.UTF_8).replaceFirst("\r?\n$", "")));
        }
        if (!password.isEmpty()) {
            System.err.println("WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
            if (!user.isEmpty()) {
                return new Credentials.Password(user, password);
            }
        }
        Console console = OutputTerminal.isTerminal(0) ? System.console() : null;
        if (console == null) {
            throw new UserError("Cannot perform an interactive login from a non TTY device: use --username and --password-stdin",
                    StoreCommand.REFUSED);
        }
        String name = user.isEmpty() ? line(console.readLine("Username (%s): ", domain)) : user;
        if (name.isEmpty()) {
            throw new UserError("username is empty", StoreCommand.REFUSED);
        }
        if (!password.isEmpty()) {
            return new Credentials.Password(name, password);
        }
        char[] typed = console.readPassword("Password: ");
        return new Credentials.Password(name, nonEmpty(typed == null ? "" : new String(typed)));
    }

    private static String line(String typed) {
        return typed == null ? "" : typed.strip();
    }

    private static String nonEmpty(String secret) {
        if (secret.isEmpty()) {
            throw new UserError("password is empty", StoreCommand.REFUSED);
        }
        return secret;
    }
}
