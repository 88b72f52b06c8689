package minidocker.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import minidocker.testing.registry.DebianRegistry;
import minidocker.testing.registry.FaultyProxy;
import minidocker.testing.registry.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    @TempDir
    static Path folder;
    private static TestCertificates certificates;
    private static DebianRegistry server;

    @TempDir
    Path certsD;

    static String tls(TestCertificates certificates) {
        return "  tls:\n    certificate: " + certificates.file("server.crt") + "\n    key: " + certificates.file("server.key")
                + "\n";
    }

    @BeforeAll
    static void start() throws Exception {
        DebianRegistry.requireInstalled();
        certificates = new TestCertificates(folder).authority("ca").signed("server", "ca", "registry.example").authority("other");
        server = DebianRegistry.start(tls(certificates), "");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private RegistrySettings strict() {
        return RegistrySettings.of(Map.of("HOME", certsD.toString())).with(new CertificateFolders(List.of(certsD)))
                .with(InsecureRegistries.NONE).with(new RetryPolicy(2, Duration.ofMillis(10), Duration.ofSeconds(1)));
    }

    private void trust(String authority, String domain) throws Exception {
        Path target = Files.createDirectories(certsD.resolve(domain));
        Files.copy(folder.resolve(authority + ".crt"), target.resolve("ca.crt"));
    }

    @Test
    void an_unknown_authority_is_refused_with_what_to_do() {
        assertThatThrownBy(() -> Registry.open(server.domain(), strict()).catalog(1)).isInstanceOf(RegistryException.class)
                .hasMessageContaining("is not trusted").hasMessageContaining("certs.d/" + server.domain() + "/ca.crt");
    }

    @Test
    void another_authority_does_not_help() throws Exception {
        trust("other", server.domain());
        assertThatThrownBy(() -> Registry.open(server.domain(), strict()).catalog(1)).hasMessageContaining("is not trusted");
    }

    @Test
    void an_authority_under_certs_d_is_trusted_for_its_registry() throws Exception {
        trust("ca", server.domain());
        assertThat(Registry.open(server.domain(), strict()).catalog(1)).isEmpty();
    }

    @Test
    void the_name_in_the_certificate_is_checked() throws Exception {
        String domain = "localhost:" + server.port();
        trust("ca", domain);
        assertThatThrownBy(() -> Registry.open(domain, strict()).catalog(1)).hasMessageContaining("is not trusted");
    }

    @Test
    void an_insecure_registry_may_show_any_certificate_unless_an_authority_is_named() throws Exception {
        RegistrySettings insecure = strict().with(InsecureRegistries.LOOPBACK);
        assertThat(Registry.open(server.domain(), insecure).catalog(1)).isEmpty();
        trust("other", server.domain());
        assertThatThrownBy(() -> Registry.open(server.domain(), insecure).catalog(1)).hasMessageContaining("is not trusted");
    }

    @Test
    void a_tunnel_through_the_environments_proxy_carries_its_password_and_nothing_of_ours() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(server.port())) {
            String domain = "registry.example:" + server.port();
            trust("ca", domain);
            RegistrySettings settings = RegistrySettings.of(Map.of("HOME", certsD.toString(), "HTTPS_PROXY", "u:p@"
                    + proxy.domain()))
                    .with(new CertificateFolders(List.of(certsD)));
            assertThat(new Registry(domain, settings, new Credentials.Password("x", "y")).catalog(1)).isEmpty();
            assertThat(proxy.requests()).allSatisfy(request -> {
                assertThat(request.line()).startsWith("CONNECT " + domain);
                assertThat(request.header("Proxy-Authorization")).isEqualTo(new Credentials.Password("u", "p").basic());
                assertThat(request.header("Authorization")).isEmpty();
            }).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pkcs8", "pkcs1", "sec1"})
    void a_client_certificate_is_shown_whatever_form_its_key_has(String form) throws Exception {
        certificates.signed("client", "ca");
        Path key = folder.resolve("client.key");
        if (form.equals("pkcs1")) {
            TestCertificates.openssl("rsa", "-traditional", "-in", key.toString(), "-out", key.toString());
            assertThat(Files.readString(key)).contains("BEGIN RSA PRIVATE KEY");
        } else if (form.equals("sec1")) {
            TestCertificates.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key.toString());
            TestCertificates.openssl("req", "-new", "-key", key.toString(), "-subj", "/CN=client", "-out",
                    certificates.file("client.csr"));
            TestCertificates.openssl("x509", "-req", "-days", "1", "-in", certificates.file("client.csr"), "-CA",
                    certificates.file("ca.crt"),
                    "-CAkey", certificates.file("ca.key"), "-CAcreateserial", "-out", certificates.file("client.crt"));
            assertThat(Files.readString(key)).contains("BEGIN EC PRIVATE KEY");
        }
        String demanding = tls(certificates) + "    clientcas:\n      - " + certificates.file("ca.crt") + "\n";
        try (DebianRegistry closed = DebianRegistry.start(demanding, "")) {
            trust("ca", closed.domain());
            assertThatThrownBy(() -> Registry.open(closed.domain(), strict()).catalog(1)).isInstanceOf(RegistryException.class);
            Path target = certsD.resolve(closed.domain());
            Files.copy(folder.resolve("client.crt"), target.resolve("client.cert"));
            assertThatThrownBy(() -> Registry.open(closed.domain(), strict()).catalog(1)).hasMessageContaining("missing key");
            Files.copy(key, target.resolve("client.key"));
            assertThat(Registry.open(closed.domain(), strict()).catalog(1)).isEmpty();
        }
    }
}
