package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import minidocker.chroot.ProcessSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerSpecTest {
    private static final Volume VOLUME = new Volume("/a", "/b", false, false);
    private static final Tmpfs TMPFS = new Tmpfs("/t", List.of(), null);

    private static ContainerSpec spec(Set<Namespace> own, String hostname, boolean readOnly, List<Volume> volumes,
            List<Tmpfs> tmpfs, boolean terminal, boolean init, long offset) {
        return new ContainerSpec(new RootFilesystem.Folder("/r"), new ProcessSpec(List.of("sh"), List.of(), "/", null), own,
                hostname, readOnly, volumes, tmpfs, terminal, init, offset,
                own.contains(Namespace.USER), true, Set.of());
    }

    private static Set<Namespace> without(Namespace one) {
        return EnumSet.complementOf(EnumSet.of(one));
    }

    @Test
    void what_a_container_has_of_its_own_needs_a_namespace_of_its_own() {
        assertThatThrownBy(() -> spec(without(Namespace.UTS), "box", false, List.of(), List.of(), false, false, 0))
                .hasMessageContaining("a hostname of its own needs a uts namespace");
        assertThatThrownBy(() -> spec(without(Namespace.PID), null, false, List.of(), List.of(), false, true, 0))
                .hasMessageContaining("an init needs a pid namespace");
        assertThatThrownBy(() -> spec(without(Namespace.TIME), null, false, List.of(), List.of(), false, false, 5))
                .hasMessageContaining("--timens private");
        Set<Namespace> noMounts = without(Namespace.MOUNT);
        assertThatThrownBy(() -> spec(noMounts, null, true, List.of(), List.of(), false, false, 0))
                .hasMessageContaining("--mountns private");
        assertThatThrownBy(() -> spec(noMounts, null, false, List.of(VOLUME), List.of(), false, false, 0))
                .hasMessageContaining("--mountns private");
        assertThatThrownBy(() -> spec(noMounts, null, false, List.of(), List.of(TMPFS), false, false, 0))
                .hasMessageContaining("--mountns private");
        assertThatThrownBy(() -> spec(noMounts, null, false, List.of(), List.of(), true, false, 0))
                .hasMessageContaining("--mountns private");
    }

    @Test
    void who_shares_everything_and_wants_nothing_of_its_own_is_a_container_still() {
        assertThatCode(() -> spec(Set.of(), null, false, List.of(), List.of(), false, false, 0)).doesNotThrowAnyException();
        assertThatCode(() -> spec(EnumSet.allOf(Namespace.class), "box", true, List.of(VOLUME), List.of(TMPFS), true, true, -5))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "web-1", "a.b.c", "0", "A9", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789-x"})
    void hostnames(String name) {
        assertThat(spec(Set.of(Namespace.UTS), name, false, List.of(), List.of(), false, false, 0).hostname()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "-a", "a-", ".a", "a_b", "ä", "a\n", "a/b",
            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789-xyz"})
    void what_is_no_hostname(String name) {
        assertThatThrownBy(() -> spec(Set.of(Namespace.UTS), name, false, List.of(), List.of(), false, false, 0))
                .hasMessageContaining("the hostname " + name + " is not one");
    }

    @Test
    void two_mounts_do_not_go_to_the_same_place() {
        assertThatThrownBy(() -> spec(Set.of(Namespace.MOUNT), null, false, List.of(VOLUME, new Volume("/c", "/b", true, false)),
                List.of(), false, false, 0))
                .hasMessageContaining("two mounts go to /b");
        assertThatThrownBy(() -> spec(Set.of(Namespace.MOUNT), null, false, List.of(VOLUME),
                List.of(new Tmpfs("/b", List.of(), null)), false, false, 0))
                .hasMessageContaining("two mounts go to /b");
    }
}
