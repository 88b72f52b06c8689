package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class NamespaceOptionsTest {
    private static RunCommand parse(String... arguments) {
        RunCommand command = new RunCommand();
        CommandLine line = new CommandLine(command).setStopAtPositional(true);
        line.parseArgs(arguments);
        return command;
    }

    private static Set<Namespace> own(String... arguments) {
        String[] withCommand = java.util.Arrays.copyOf(arguments, arguments.length + 1);
        withCommand[arguments.length] = "true";
        return parse(withCommand).options.namespaces.namespaces();
    }

    private static ContainerSpec spec(String... arguments) {
        ContainerOptions options = parse(arguments).options;
        return options.spec(Path.of("/r"), options.maps(), "0123456789ab");
    }

    @Test
    void by_default_all_but_the_clocks_are_its_own_and_the_users_only_for_who_is_not_root() {
        Set<Namespace> usual = EnumSet.complementOf(EnumSet.of(Namespace.TIME, Namespace.USER));
        if (!Needs.isRoot()) {
            usual.add(Namespace.USER);
        }
        assertThat(own()).isEqualTo(usual);
    }

    @ParameterizedTest
    @CsvSource({"--pid, PID", "--network, NETWORK", "--net, NETWORK", "--ipc, IPC", "--uts, UTS", "--cgroupns, CGROUP",
            "--mountns, MOUNT", "--userns, USER", "--timens, TIME"})
    void each_kind_can_be_shared_or_its_own(String option, Namespace kind) {
        assertThat(own(option, "host")).doesNotContain(kind);
        assertThat(own(option, "private")).contains(kind);
        assertThatThrownBy(() -> own(option, "container:x")).hasMessageContaining("or host, not container:x");
    }

    @Test
    void the_network_is_called_none_as_docker_calls_it() {
        assertThat(own("--network", "none")).contains(Namespace.NETWORK);
    }

    @Test
    void an_offset_brings_the_time_namespace_and_a_map_the_user_namespace() {
        assertThat(own("--time-offset", "5")).contains(Namespace.TIME);
        assertThat(own("--uid-map", "0:1:1")).contains(Namespace.USER);
        assertThat(own("--gid-map", "0:1:1")).contains(Namespace.USER);
        assertThatThrownBy(() -> spec("--time-offset", "5", "--timens", "host", "true"))
                .hasMessageContaining("a clock of its own needs a time namespace");
    }

    @Test
    void a_map_without_a_user_namespace_is_a_contradiction() {
        assertThatThrownBy(() -> parse("--userns", "host", "--uid-map", "0:1:1", "true").options.maps())
                .hasMessageContaining("leave out '--userns host'");
        assertThatThrownBy(() -> parse("--gid-map", "0:1:1", "true").options.maps()).isInstanceOf(UserError.class)
                .hasMessageContaining("--gid-map goes with --uid-map");
    }

    @Test
    void groups_are_mapped_as_users_if_nothing_else_is_said() {
        UserMaps maps = parse("--uid-map", "0:7:1", "--uid-map", "1:9:4", "true").options.maps();
        assertThat(maps.users()).containsExactly(new IdMapping(0, 7, 1), new IdMapping(1, 9, 4));
        assertThat(maps.groups()).isEqualTo(maps.users());
        assertThat(parse("--uid-map", "0:7:1", "--gid-map", "0:8:1", "true").options.maps().groups())
                .containsExactly(new IdMapping(0, 8, 1));
    }

    @Test
    void the_hostname_is_the_id_unless_one_is_given_or_the_hosts_is_shared() {
        assertThat(spec("true").hostname()).isEqualTo("0123456789ab");
        assertThat(spec("-h", "box", "true").hostname()).isEqualTo("box");
        assertThat(spec("--uts", "host", "true").hostname()).isNull();
        assertThat(ContainerOptions.newId()).matches("[0-9a-f]{12}").isNotEqualTo(ContainerOptions.newId());
    }

    @Test
    void privileged_is_all_capabilities_and_the_default_is_few() {
        assertThat(spec("--userns", "private", "--privileged", "true").capabilities())
                .containsExactlyInAnyOrder(Capability.values());
        assertThat(spec("--userns", "private", "true").capabilities()).isEqualTo(Capability.DEFAULT).hasSize(13)
                .doesNotContain(Capability.CAP_SYS_ADMIN, Capability.CAP_MKNOD, Capability.CAP_NET_ADMIN);
    }

    @Test
    void the_command_takes_all_that_follows_it() {
        assertThat(spec("-t", "sh", "-t", "--init", "-h").process().arguments()).containsExactly("sh", "-t", "--init", "-h");
        assertThat(spec("sh", "-t").terminal()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-it", "-ti"})
    void short_options_go_together(String both) {
        assertThat(spec(both, "--rm", "sh").terminal()).isTrue();
    }

    @Test
    void the_hosts_root_is_no_containers() {
        ContainerOptions options = parse("true").options;
        assertThatThrownBy(() -> options.spec(Path.of("/"), null, "x")).isInstanceOf(UserError.class)
                .hasMessageContaining("/ is the host's root");
    }
}
