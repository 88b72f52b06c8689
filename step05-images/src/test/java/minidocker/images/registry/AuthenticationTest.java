package minidocker.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import minidocker.images.Descriptor;
import minidocker.images.ImageReference;
import minidocker.testing.registry.DebianRegistry;
import minidocker.testing.registry.FaultyProxy;
import minidocker.testing.registry.FaultyProxy.Fault;
import minidocker.testing.registry.Pusher;
import minidocker.testing.registry.TestCertificates;
import minidocker.testing.registry.TestImage;
import minidocker.testing.registry.TokenServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticationTest {
    private static final String USER = "someone";
    private final String password = UUID.randomUUID() + ":ü";
    @TempDir
    Path folder;

    private RegistrySettings settings() {
        return RegistrySettings.of(Map.of("HOME", folder.toString()))
                .with(new RetryPolicy(2, Duration.ofMillis(10), Duration.ofSeconds(1)));
    }

    private Credentials.Password credentials() {
        return new Credentials.Password(USER, password);
    }

    private DebianRegistry withPassword() throws Exception {
        Path file = folder.resolve("htpasswd");
        // The registry takes bcrypt only.
        DebianRegistry.requireProgram("htpasswd", "apache2-utils");
        Process process = new ProcessBuilder("htpasswd", "-Bbn", USER, password).redirectOutput(file.toFile()).start();
        assertThat(process.waitFor()).isZero();
        return DebianRegistry.start("", """
                auth:
                  htpasswd:
                    realm: test
                    path: %s
                """.formatted(file));
    }

    @Test
    void basic_authentication_wants_the_right_password() throws Exception {
        DebianRegistry.requireInstalled();
        try (DebianRegistry server = withPassword()) {
            TestImage image = TestImage.random(10);
            Descriptor pushed = new Pusher(server, Map.of("Authorization", credentials().basic())).push("a/b", "1", image);
            ImageReference reference = ImageReference.parse(server.domain() + "/a/b:1");
            Registry right = new Registry(server.domain(), settings(), credentials());
            assertThat(right.manifest(reference).descriptor()).isEqualTo(pushed);
            assertThat(right.login()).isEqualTo(credentials());
            for (Credentials wrong : List.of(Credentials.ANONYMOUS, new Credentials.Password(USER, "wrong"))) {
                assertThatThrownBy(() -> new Registry(server.domain(), settings(), wrong).manifest(reference))
                        .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.about(reference))
                                .startsWith("unauthorized: "));
            }
        }
    }

    @Test
    void credentials_of_the_configuration_file_are_used() throws Exception {
        DebianRegistry.requireInstalled();
        try (DebianRegistry server = withPassword()) {
            assertThat(settings().config().save(server.domain(), credentials())).isTrue();
            assertThat(Registry.open(server.domain(), settings()).catalog(10)).isEmpty();
            settings().config().forget(server.domain());
            assertThatThrownBy(() -> Registry.open(server.domain(), settings()).catalog(10))
                    .hasMessageStartingWith("unauthorized");
        }
    }

    @Test
    void a_token_is_got_for_each_repository_and_used_again() throws Exception {
        DebianRegistry.requireInstalled();
        try (TokenServer tokens = new TokenServer(new TestCertificates(folder).authority("token"), USER, password);
                DebianRegistry server = DebianRegistry.start("", tokens.configuration())) {
            TestImage image = TestImage.random(1000, 1000);
            String access = "Bearer " + tokens.token("repository:public/app:pull,push", true);
            new Pusher(server, Map.of("Authorization", access)).push("public/app", "1", image);
            Registry registry = new Registry(server.domain(), settings(), Credentials.ANONYMOUS);
            ImageReference reference = ImageReference.parse(server.domain() + "/public/app:1");
            registry.manifest(reference);
            for (Descriptor layer : image.manifest().layers()) {
                assertThat(registry.blob("public/app", layer).readAllBytes()).isEqualTo(image.blobs().get(layer.digest()));
            }
            assertThat(tokens.questions()).containsExactly("GET service=test-service&scope=repository%3Apublic%2Fapp%3Apull");
        }
    }

    @Test
    void a_private_repository_is_denied_to_strangers_in_dockers_words() throws Exception {
        DebianRegistry.requireInstalled();
        try (TokenServer tokens = new TokenServer(new TestCertificates(folder).authority("token"), USER, password);
                DebianRegistry server = DebianRegistry.start("", tokens.configuration())) {
            String access = "Bearer " + tokens.token("repository:private/app:pull,push", true);
            Descriptor pushed = new Pusher(server, Map.of("Authorization", access))
                    .push("private/app", "1", TestImage.random(10));
            ImageReference reference = ImageReference.parse(server.domain() + "/private/app:1");
            assertThat(new Registry(server.domain(), settings(), credentials()).manifest(reference).descriptor())
                    .isEqualTo(pushed);
            assertThatThrownBy(() -> new Registry(server.domain(), settings(), Credentials.ANONYMOUS).manifest(reference))
                    .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.about(reference)).startsWith(
                            "pull access denied for " + reference.familiarName()
                                    + ", repository does not exist or may require 'mini-docker login': denied: "));
            assertThatThrownBy(() -> new Registry(server.domain(), settings(), new Credentials.Password(USER, "wrong"))
                    .manifest(reference))
                    .hasMessage("unauthorized: incorrect username or password");
        }
    }

    @Test
    void a_token_that_has_expired_is_replaced() throws Exception {
        DebianRegistry.requireInstalled();
        try (TokenServer tokens = new TokenServer(new TestCertificates(folder).authority("token"), USER, password);
                DebianRegistry server = DebianRegistry.start("", tokens.configuration())) {
            String access = "Bearer " + tokens.token("repository:public/app:pull,push", true);
            new Pusher(server, Map.of("Authorization", access)).push("public/app", "1", TestImage.random(10));
            Registry registry = new Registry(server.domain(), settings(), credentials());
            ImageReference reference = ImageReference.parse(server.domain() + "/public/app:1");
            // Tokens that were valid until before they were asked for, though the server claims a minute: the registry says 401.
            tokens.life(-120);
            assertThatThrownBy(() -> registry.manifest(reference)).isInstanceOf(RegistryException.class);
            tokens.life(300);
            assertThat(registry.manifest(reference).content()).isNotEmpty();
        }
    }

    @Test
    void login_keeps_the_identity_token_instead_of_the_password() throws Exception {
        DebianRegistry.requireInstalled();
        try (TokenServer tokens = new TokenServer(new TestCertificates(folder).authority("token"), USER, password);
                DebianRegistry server = DebianRegistry.start("", tokens.configuration())) {
            Credentials kept = new Registry(server.domain(), settings(), credentials()).login();
            assertThat(kept).isEqualTo(new Credentials.IdentityToken(tokens.refreshToken()));
            settings().config().save(server.domain(), kept);
            assertThat(Files.readString(settings().config().file())).doesNotContain(password);
            String access = "Bearer " + tokens.token("repository:private/app:pull,push", true);
            new Pusher(server, Map.of("Authorization", access)).push("private/app", "1", TestImage.random(10));
            assertThat(Registry.open(server.domain(), settings()).tags("private/app")).containsExactly("1");
            assertThat(tokens.questions()).last().asString().startsWith("POST grant_type=refresh_token");
            assertThatThrownBy(() -> new Registry(server.domain(), settings(), new Credentials.Password(USER, "wrong")).login())
                    .hasMessage("unauthorized: incorrect username or password");
        }
    }

    @Test
    void a_password_does_not_travel_to_where_a_redirect_points() throws Exception {
        DebianRegistry.requireInstalled();
        try (DebianRegistry server = withPassword(); FaultyProxy registry = new FaultyProxy(server.port());
                FaultyProxy elsewhere = new FaultyProxy(server.port())) {
            registry.with(request -> request.line().contains("/tags/")
                    ? Fault.answer("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://" + elsewhere.domain() + "/v2/_catalog")
                            : Fault.NONE);
            Registry client = new Registry(registry.domain(), settings(), credentials());
            client.catalog(1);
            assertThatThrownBy(() -> client.tags("a/b")).hasMessageStartingWith("unauthorized");
            assertThat(registry.requests())
                    .anySatisfy(request -> assertThat(request.header("Authorization")).startsWith("Basic "));
            assertThat(elsewhere.requests()).isNotEmpty()
                    .allSatisfy(request -> assertThat(request.header("Authorization")).isEmpty());
        }
    }

    @Test
    void a_token_server_without_tls_is_refused_for_a_secure_registry() throws Exception {
        DebianRegistry.requireInstalled();
        TestCertificates certificates = new TestCertificates(folder).authority("ca").signed("server", "ca").authority("token");
        try (TokenServer tokens = new TokenServer(certificates, USER, password);
                DebianRegistry server = DebianRegistry.start(TlsTest.tls(certificates), tokens.configuration())) {
            Path certsD = folder.resolve("certs.d");
            Files.createDirectories(certsD.resolve(server.domain()));
            Files.copy(folder.resolve("ca.crt"), certsD.resolve(server.domain()).resolve("ca.crt"));
            RegistrySettings strict = settings().with(new CertificateFolders(List.of(certsD))).with(InsecureRegistries.NONE);
            assertThatThrownBy(() -> new Registry(server.domain(), strict, credentials()).tags("a/b"))
                    .hasMessageContaining("names a token server that is not secure: " + tokens.realm());
            assertThat(tokens.questions()).isEmpty();
        }
    }
}
