package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import minidocker.engine.Refusal;
import minidocker.engine.core.MountPoint.Trait;
import minidocker.engine.core.MountPoint.Type;
import minidocker.engine.volume.Volume;
import minidocker.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WantedMountTest {
    private static List<MountPoint> of(Map<String, Object> host, String... volumes) {
        Map<String, Object> paths = new java.util.LinkedHashMap<>();
        for (String volume : volumes) {
            paths.put(volume, Map.of());
        }
        ContainerConfig config = ContainerConfig.read(new JsonObject(Map.of("Image", "x", "HostConfig", host, "Volumes", paths), "test"));
        return WantedMounts.of(config, other -> List.of(bind("theirs:/theirs"), bind("/srv:/srv"), bind("old:/x"))).stream()
                .map(WantedMount::point).toList();
    }

    private static MountPoint bind(String text) {
        return WantedMount.bind(text, "").point();
    }

    private static MountPoint mount(Map<String, Object> fields) {
        return WantedMount.mount(new JsonObject(fields, "m")).point();
    }

    @Test
    void a_bind_has_two_paths_and_words() {
        MountPoint point = bind("/srv/./www/:/var//www/:ro,rslave");
        assertThat(point.source()).isEqualTo("/srv/www");
        assertThat(point.destination()).isEqualTo("/var/www");
        assertThat(point.spec().options()).containsExactly("rbind", "rslave", "rro");
        assertThat(point.json("")).containsEntry("Mode", "ro,rslave").containsEntry("RW", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x:/proc/x", "/tmp:/proc/sys", "x:/a/../proc/1/../y", "/etc/hostname:/proc/cpuinfo/x", "x:/proc/cpuinfos"})
    void nothing_is_mounted_inside_proc(String text) {
        assertThatThrownBy(() -> of(Map.of("Binds", List.of(text)))).isInstanceOf(Refusal.class)
                .hasMessageEndingWith("\"" + bind(text).destination() + "\" cannot be mounted because it is inside /proc");
        assertThatThrownBy(() -> of(Map.of(), bind(text).destination())).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> of(Map.of("Tmpfs", Map.of(bind(text).destination(), "")))).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x:/proc", "/tmp:/proc/", "/nowhere:/a/../proc"})
    void nothing_but_another_proc_takes_its_place(String text) {
        assertThatThrownBy(() -> of(Map.of("Binds", List.of(text)))).isInstanceOf(Refusal.class)
                .hasMessageEndingWith("\"/proc\" cannot be mounted because it is not of type proc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc:/proc", "/proc/self:/proc", "/tmp/meminfo:/proc/meminfo", "/x:/proc/sys/kernel/ns_last_pid", "/x:/process",
        "/proc:/host/proc"})
    void what_emulates_the_kernel_may_be_mounted_in_proc(String text) {
        assertThat(of(Map.of("Binds", List.of(text)))).contains(bind(text));
    }

    @Test
    void a_source_without_a_slash_is_a_volume() {
        MountPoint point = bind("cache:/cache");
        assertThat(point.type()).isEqualTo(Type.VOLUME);
        assertThat(point.name()).isEqualTo("cache");
        assertThat(bind("cache:/cache:nocopy").has(Trait.NO_COPY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/only", "/a:b", "/a:/b:ro:more", "/a:/b:often", ":/b", "/a:", "/a:/", "/a:ro", "/a:/b:ro,rw", "/a:/b:z,Z",
        "/a:/b:shared,slave", "/a:/b:nocopy", "cache:/b:rshared", "cache:/a/.."})
    void what_is_no_bind_is_refused(String text) {
        assertThatThrownBy(() -> bind(text)).isInstanceOf(Refusal.class);
    }

    @Test
    void two_mounts_on_one_path_are_refused_but_the_user_goes_before_the_image() {
        for (Map<String, Object> host : List.<Map<String, Object>>of(Map.of("Binds", List.of("/a:/x", "/b:/x/")),
                Map.of("Binds", List.of("/a:/x"), "Tmpfs", Map.of("/x", "")),
                Map.of("Binds", List.of("/a:/x"), "Mounts", List.of(Map.of("Type", "volume", "Target", "/x"))))) {
            assertThatThrownBy(() -> of(host)).isInstanceOf(Refusal.class).hasMessage("Duplicate mount point: /x");
        }
        assertThat(of(Map.of("Binds", List.of("/a:/x")), "/x")).extracting(MountPoint::source).containsExactly("/a");
    }

    @Test
    void what_another_container_has_gives_way_to_what_is_said_and_goes_before_the_image() {
        Map<String, Object> host = Map.of("VolumesFrom", List.of("other:ro"), "Binds", List.of("mine:/x"));
        List<MountPoint> points = of(host, "/theirs", "/new");
        assertThat(points).extracting(point -> point.destination() + " " + point.name() + " " + point.readOnly())
                .containsExactlyInAnyOrder("/x mine false", "/theirs theirs true", "/srv  true", "/new  false");
        assertThat(points).filteredOn(point -> point.name().equals("theirs")).allMatch(point -> point.has(Trait.NO_COPY));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {"other:often, invalid mode: often", "other:nocopy, invalid mode: nocopy",
        "other:rshared, invalid mode: rshared", "'', volumes-from specification cannot be an empty string",
        ":, 'invalid name or ID supplied: \"\"'"})
    void a_mode_of_another_containers_volumes_is_ro_or_rw(String text, String sentence) {
        assertThatThrownBy(() -> of(Map.of("VolumesFrom", List.of(text)))).isInstanceOf(Refusal.class).hasMessage(sentence);
    }

    @Test
    void a_tmpfs_has_dockers_options_unless_they_are_taken_back() {
        assertThat(WantedMount.tmpfs("/run", "size=64k,exec").point().spec().options())
                .containsExactly("nosuid", "nodev", "size=64k", "exec");
        assertThat(WantedMount.tmpfs("/run", "").point().spec().options()).containsExactly("noexec", "nosuid", "nodev");
        assertThatThrownBy(() -> WantedMount.tmpfs("/run", "lowerdir=/etc")).isInstanceOf(Refusal.class)
                .hasMessage("invalid tmpfs option [\"lowerdir=/etc\"]");
    }

    @Test
    void the_source_of_a_mount_must_exist_and_that_of_a_bind_is_made() {
        assertThat(mount(Map.of("Type", "bind", "Source", "/a", "Target", "/b")).has(Trait.MUST_EXIST)).isTrue();
        assertThat(bind("/a:/b").has(Trait.MUST_EXIST)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {
        "bind, '', /b, field Source must not be empty", "bind, a, /b, invalid mount path: 'a' mount path must be absolute",
        "volume, a, '', field Target must not be empty", "volume, a, b, invalid mount path: 'b' mount path must be absolute",
        "volume, a, /, invalid specification: destination can't be '/'", "tmpfs, a, /b, field Source must not be specified",
        "npipe, a, /b, mount type unknown"})
    void a_mount_that_cannot_be_is_refused_in_dockers_words(String type, String source, String target, String sentence) {
        assertThatThrownBy(() -> mount(Map.of("Type", type, "Source", source, "Target", target))).isInstanceOf(Refusal.class)
                .hasMessage("invalid mount config for type \"" + type + "\": " + sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../other", "a/../../b", "/etc"})
    void a_part_of_a_volume_lies_in_it(String subpath) {
        assertThatThrownBy(() -> mount(Map.of("Type", "volume", "Source", "data", "Target", "/b", "VolumeOptions",
                Map.of("Subpath", subpath)))).isInstanceOf(Refusal.class);
    }

    @Test
    void a_mount_keeps_what_it_is_in_a_file() throws Exception {
        MountPoint point = mount(Map.of("Type", "volume", "Source", "data", "Target", "/b", "ReadOnly", true, "VolumeOptions",
                Map.of("Subpath", "a/b", "NoCopy", true)));
        assertThat(MountPoint.read(new JsonObject(point.kept(), "file"))).isEqualTo(point);
    }

    @Test
    void a_volume_without_a_name_is_marked_as_such_and_made_for_the_container() {
        WantedMount wanted = WantedMount.anonymous("/data/", "");
        assertThat(wanted.point().has(Trait.OWN)).isTrue();
        assertThat(wanted.volume().labels()).containsKey(Volume.ANONYMOUS);
    }
}
