package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import minidocker.engine.Refusal;
import minidocker.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountPointTest {
    private static ContainerConfig config(Map<String, Object> host, Map<String, Object> volumes) {
        return ContainerConfig.read(new JsonObject(Map.of("Image", "x", "HostConfig", host, "Volumes", volumes), "test"));
    }

    @Test
    void a_bind_has_two_paths_and_words() {
        MountPoint point = MountPoint.bind("/srv/./www/:/var//www/:ro,rslave");
        assertThat(point.source()).isEqualTo("/srv/www");
        assertThat(point.destination()).isEqualTo("/var/www");
        assertThat(point.spec().options()).containsExactly("rbind", "rslave", "ro");
        assertThat(point.json()).containsEntry("Mode", "ro,rslave").containsEntry("RW", false);
    }

    @Test
    void a_source_without_a_slash_is_a_volume() {
        MountPoint point = MountPoint.bind("cache:/cache");
        assertThat(point.type()).isEqualTo(MountPoint.Type.VOLUME);
        assertThat(point.name()).isEqualTo("cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/only", "/a:b", "/a:/b:ro:more", "/a:/b:often", ":/b", "/a:", "/a:/", "x y:/b"})
    void what_is_no_bind_is_refused(String text) {
        assertThatThrownBy(() -> MountPoint.bind(text)).isInstanceOf(Refusal.class);
    }

    @Test
    void two_mounts_on_one_path_are_refused_but_the_user_goes_before_the_image() {
        assertThatThrownBy(() -> MountPoint.of(config(Map.of("Binds", List.of("/a:/x", "/b:/x/")), Map.of())))
                .isInstanceOf(Refusal.class).hasMessage("Duplicate mount point: /x");
        List<MountPoint> points = MountPoint.of(config(Map.of("Binds", List.of("/a:/x")), Map.of("/x", Map.of())));
        assertThat(points).hasSize(1);
        assertThat(points.get(0).source()).isEqualTo("/a");
    }

    @Test
    void a_tmpfs_has_dockers_options_unless_they_are_taken_back() {
        assertThat(MountPoint.tmpfs("/run", "size=64k,exec").spec().options()).containsExactly("nosuid", "nodev", "size=64k", "exec");
        assertThat(MountPoint.tmpfs("/run", "").spec().options()).containsExactly("noexec", "nosuid", "nodev");
    }

    @Test
    void the_source_of_a_mount_must_exist_and_that_of_a_bind_is_made() {
        assertThat(MountPoint.mount(new JsonObject(Map.of("Type", "bind", "Source", "/a", "Target", "/b"), "m")).mustExist()).isTrue();
        assertThat(MountPoint.bind("/a:/b").mustExist()).isFalse();
    }
}
