package minidocker.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import minidocker.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialTest {
    @TempDir
    Path folder;

    private DockerConfigFile config() {
        return DockerConfigFile.standard(Map.of("HOME", "/nowhere", "DOCKER_CONFIG", folder.toString()));
    }

    @Test
    void what_is_saved_is_found_again_and_other_settings_stay() throws Exception {
        Files.writeString(folder.resolve("config.json"),
                "{\"psFormat\":\"x\",\"auths\":{\"other\":{\"auth\":\"YTpi\"}},\"plugins\":{\"p\":{}}}");
        Credentials.Password credentials = new Credentials.Password("u", UUID.randomUUID().toString());
        config().save("host:5000", credentials);
        assertThat(config().credentials("host:5000")).isEqualTo(credentials);
        assertThat(config().credentials("other")).isEqualTo(new Credentials.Password("a", "b"));
        assertThat(config().credentials("host")).isEqualTo(Credentials.ANONYMOUS);
        assertThat(Json.parse(Files.readString(config().file()))).asString().contains("psFormat=x", "plugins={p={}}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config().file()))).isEqualTo("rw-------");
        assertThat(config().forget("host:5000")).isTrue();
        assertThat(config().forget("host:5000")).isFalse();
        assertThat(config().credentials("host:5000")).isEqualTo(Credentials.ANONYMOUS);
    }

    @Test
    void docker_hub_and_old_urls_have_their_own_keys() throws Exception {
        Files.writeString(folder.resolve("config.json"),
                "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"aHViOng=\"},\"https://old.example/v1/\":{\"auth\":\"b2xkOnk=\"}}}");
        assertThat(config().credentials("docker.io")).isEqualTo(new Credentials.Password("hub", "x"));
        assertThat(config().credentials("old.example")).isEqualTo(new Credentials.Password("old", "y"));
    }

    @Test
    void a_link_to_the_file_stays_a_link() throws Exception {
        Path real = folder.resolve("elsewhere.json");
        Files.writeString(real, "{}");
        Files.createSymbolicLink(folder.resolve("config.json"), real);
        config().save("h", new Credentials.Password("u", "p"));
        assertThat(folder.resolve("config.json")).isSymbolicLink();
        assertThat(real).content().contains("\"h\"");
    }

    @Test
    void a_broken_file_is_named() throws Exception {
        Files.writeString(folder.resolve("config.json"), "{\"auths\":{\"h\":{\"auth\":\"???\"}}}");
        assertThatThrownBy(() -> config().credentials("h")).hasMessageContaining("config.json")
                .hasMessageContaining("log in again");
        Files.writeString(folder.resolve("config.json"), "{oops");
        assertThatThrownBy(() -> config().credentials("h")).hasMessageContaining("config.json is not valid JSON");
    }

    @Test
    void a_helper_that_is_missing_is_named() throws Exception {
        Files.writeString(folder.resolve("config.json"), "{\"credHelpers\":{\"h\":\"does-not-exist\"}}");
        assertThatThrownBy(() -> config().credentials("h")).hasMessageContaining("docker-credential-does-not-exist");
        assertThat(config().credentials("other")).isEqualTo(Credentials.ANONYMOUS);
        Files.writeString(folder.resolve("config.json"), "{\"credsStore\":\"../../bin/sh\"}");
        assertThatThrownBy(() -> config().credentials("h")).hasMessageContaining("no name of a credential helper");
    }

    /** A helper is looked for on the PATH, and a JVM cannot change its own: so all of it happens in another one. */
    @Test
    void a_helper_gets_stores_and_erases() throws Exception {
        String name = "test" + UUID.randomUUID();
        Path script = Files.createDirectory(folder.resolve("bin")).resolve("docker-credential-" + name);
        Files.writeString(script, """
                #!/bin/sh
                case $1 in
                  store) cat > STORE ;;
                  get) test -s STORE && cat STORE || { echo "credentials not found in native keychain"; exit 1; } ;;
                  erase) rm STORE ;;
                esac
                """.replace("STORE", folder.resolve("store").toString()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("config.json"), "{\"credsStore\":\"" + name + "\"}");
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), WithHelper.class.getName(),
                folder.toString());
        builder.environment().merge("PATH", script.getParent().toString(), (rest, ours) -> ours + ":" + rest);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** The other JVM. */
    static final class WithHelper {
        public static void main(String... arguments) throws Exception {
            DockerConfigFile config = DockerConfigFile.standard(Map.of("HOME", "/nowhere", "DOCKER_CONFIG", arguments[0]));
            assertThat(config.credentials("h")).isEqualTo(Credentials.ANONYMOUS);
            Credentials.Password password = new Credentials.Password("u", UUID.randomUUID().toString());
            assertThat(config.save("h", password)).isFalse();
            assertThat(Files.readString(config.file())).contains("\"h\": {}").doesNotContain(password.password());
            assertThat(config.credentials("h")).isEqualTo(password);
            Credentials.IdentityToken token = new Credentials.IdentityToken(UUID.randomUUID().toString());
            config.save("h", token);
            assertThat(config.credentials("h")).isEqualTo(token);
            assertThat(config.forget("h")).isTrue();
            assertThat(config.credentials("h")).isEqualTo(Credentials.ANONYMOUS);
        }
    }

    @Test
    void secrets_are_not_printed() {
        assertThat(new Credentials.Password("u", "hidden")).asString().doesNotContain("hidden");
        assertThat(new Credentials.IdentityToken("hidden")).asString().doesNotContain("hidden");
    }
}
