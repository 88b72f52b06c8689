package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.engine.Refusal;
import minidocker.images.ContainerDefaults;
import minidocker.images.ImageConfig;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;
import org.junit.jupiter.api.Test;

class ImageDefaultsTest {
    private static ContainerDefaults image(Map<String, Object> config) throws MalformedJson {
        Map<String, Object> document = Map.of("rootfs", Map.of("type", "layers", "diff_ids", List.of()), "config", config);
        return ImageConfig.parse(Json.compact(document).getBytes(StandardCharsets.UTF_8), "test").defaults();
    }

    private static ContainerConfig user(Map<String, Object> said) {
        Map<String, Object> fields = new LinkedHashMap<>(said);
        fields.put("Image", "x");
        return ContainerConfig.read(new JsonObject(fields, "test"));
    }

    private static List<String> words(Map<String, Object> user, Map<String, Object> image) throws MalformedJson {
        ContainerConfig merged = ImageDefaults.under(user(user), image(image));
        List<String> words = new java.util.ArrayList<>(merged.entrypoint());
        words.add("|");
        words.addAll(merged.cmd());
        return words;
    }

    @Test
    void entrypoint_and_cmd_are_joined_by_dockers_rules() throws MalformedJson {
        Map<String, Object> image = Map.of("Entrypoint", List.of("e"), "Cmd", List.of("c"));
        assertThat(words(Map.of(), image)).containsExactly("e", "|", "c");
        assertThat(words(Map.of("Cmd", List.of("mine")), image)).containsExactly("e", "|", "mine");
        assertThat(words(Map.of("Entrypoint", List.of("mine")), image)).containsExactly("mine", "|");
        assertThat(words(Map.of("Entrypoint", List.of(""), "Cmd", List.of("mine")), image)).containsExactly("|", "mine");
        assertThat(words(Map.of("Entrypoint", "as one string"), image)).containsExactly("as one string", "|");
    }

    @Test
    void without_any_command_nothing_is_made() {
        assertThatThrownBy(() -> words(Map.of(), Map.of())).isInstanceOf(Refusal.class).hasMessage("no command specified");
    }

    @Test
    void a_variable_of_the_user_replaces_that_of_the_image() throws MalformedJson {
        ContainerConfig merged = ImageDefaults.under(user(Map.of("Env", List.of("A=mine", "C=3"))),
                image(Map.of("Cmd", List.of("c"), "Env", List.of("A=1", "B=2"))));
        assertThat(merged.env()).containsExactly("A=mine", "C=3", "B=2");
    }

    @Test
    void labels_volumes_and_ports_are_added_to_those_of_the_image() throws MalformedJson {
        ContainerConfig merged = ImageDefaults.under(
                user(Map.of("Labels", Map.of("a", "mine"), "ExposedPorts", Map.of("81/tcp", Map.of()))),
                image(Map.of("Cmd", List.of("c"), "Labels", Map.of("a", "1", "b", "2"), "Volumes", Map.of("/data", Map.of()),
                        "ExposedPorts", Map.of("80/tcp", Map.of()))));
        assertThat(merged.labels()).containsOnly(Map.entry("a", "mine"), Map.entry("b", "2"));
        assertThat(merged.volumes()).containsExactly("/data");
        assertThat(merged.exposedPorts()).containsExactlyInAnyOrder("80/tcp", "81/tcp");
    }

    @Test
    void a_health_check_is_merged_field_by_field() throws MalformedJson {
        ContainerConfig merged = ImageDefaults.under(user(Map.of("Healthcheck", Map.of("Interval", 2_000_000_000L))),
                image(Map.of("Cmd", List.of("c"), "Healthcheck", Map.of("Test", List.of("CMD", "ok"), "Retries", 7))));
        HealthCheck check = HealthCheck.of(merged).orElseThrow();
        assertThat(check.command()).containsExactly("ok");
        assertThat(check.retries()).isEqualTo(7);
        assertThat(check.interval()).hasSeconds(2);
    }

    @Test
    void every_field_of_docker_is_there_and_an_unknown_one_is_not() {
        ContainerConfig config = user(Map.of("Cmd", List.of("c"), "FieldOfTheFuture", 1));
        assertThat(config.json().fields()).containsKeys("Hostname", "AttachStdin", "Tty", "Volumes", "Entrypoint", "Labels")
                .doesNotContainKey("FieldOfTheFuture");
        assertThat(config.host().json().fields()).hasSizeGreaterThan(55)
                .containsKeys("Binds", "LogConfig", "RestartPolicy", "BlkioWeight", "Ulimits", "MaskedPaths");
    }

    @Test
    void a_field_of_the_wrong_type_is_named() {
        assertThatThrownBy(() -> user(Map.of("Env", "A=1"))).isInstanceOf(Refusal.class)
                .hasMessage("Config: \"Env\" must be an array");
    }
}
