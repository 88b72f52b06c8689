package minidocker.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import minidocker.cgroups.Limits;
import minidocker.cgroups.MemoryLimits;
import minidocker.cgroups.MemorySize;
import minidocker.cli.UserError;
import minidocker.engine.runtime.TestContainers.Ended;
import minidocker.engine.runtime.spec.CapabilitySets;
import minidocker.engine.runtime.spec.Rlimit;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.engine.runtime.spec.SpecNamespace;
import minidocker.engine.runtime.spec.SpecRoot;
import minidocker.engine.runtime.spec.SpecUser;
import minidocker.namespaces.Capability;
import minidocker.namespaces.Namespace;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.Signal;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a container is from inside, and how it ends. */
@Tag("kernel")
@Timeout(300)
class ContainerTest {
    private TestContainers containers;

    @BeforeEach
    void needsRoot() {
        Needs.root();
        containers = new TestContainers();
    }

    @AfterEach
    void deleteAll() {
        if (containers != null) {
            containers.close();
        }
    }

    @Test
    void it_prints_and_ends_with_its_code() {
        String word = UUID.randomUUID().toString();
        assertThat(containers.run("sh", "-c", "echo " + word + "; exit 7")).isEqualTo(new Ended(7, word + "\n"));
    }

    @Test
    void nothing_runs_before_it_is_started() throws IOException {
        Bundle bundle = containers.bundle(spec -> spec, "touch", "/ran");
        ContainerProcess container = containers.create(bundle, new Streams.Pipes(-1, -1, -1));
        assertThat(container.identity().isThere()).isTrue();
        assertThat(container.exit()).isNotDone();
        assertThat(bundle.upper().resolve("ran")).doesNotExist();
        container.start();
        assertThat(TestContainers.await(container).code()).isZero();
        assertThat(bundle.upper().resolve("ran")).exists();
    }

    @Test
    void one_that_was_created_only_can_be_deleted() {
        ContainerProcess container = containers.create(containers.bundle(spec -> spec, "true"), new Streams.Pipes(-1, -1, -1));
        containers.delete(container);
        assertThat(container.identity().isThere()).isFalse();
    }

    @Test
    void what_it_changed_is_there_when_it_is_made_again() {
        String word = UUID.randomUUID().toString();
        Bundle bundle = containers.bundle(spec -> spec, "sh", "-c", "cat /kept; echo " + word + " > /kept");
        containers.run(bundle);
        assertThat(containers.run(bundle).out()).isEqualTo(word + "\n");
    }

    @Test
    void a_signal_ends_it_and_is_told() {
        ContainerProcess container = containers.start("sleep", "1000");
        assertThat(container.signal(Signal.SIGKILL.number())).isTrue();
        Exit exit = TestContainers.await(container);
        assertThat(exit.status()).isEqualTo(new ExitStatus.Killed(9));
        assertThat(exit.code()).isEqualTo(137);
        assertThat(container.signal(Signal.SIGKILL.number())).isFalse();
    }

    @Test
    void a_program_that_is_not_there_is_reported_in_words_that_dockers_client_knows() {
        ContainerProcess container = containers.create(containers.bundle(spec -> spec, "no-such-program"), new Streams.Pipes(-1, -1, -1));
        assertThatThrownBy(container::start).isInstanceOf(UserError.class)
                .hasMessageContaining("exec: \"no-such-program\": executable file not found in $PATH")
                .satisfies(error -> assertThat(((UserError) error).exitCode()).isEqualTo(127));
        ContainerProcess folder = containers.create(containers.bundle(spec -> spec, "/etc"), new Streams.Pipes(-1, -1, -1));
        assertThatThrownBy(folder::start).hasMessageContaining("exec: \"/etc\": permission denied")
                .satisfies(error -> assertThat(((UserError) error).exitCode()).isEqualTo(126));
    }

    @Test
    void it_has_the_fourteen_capabilities_and_nothing_inheritable() {
        long fourteen = DefaultBits.of(minidocker.engine.runtime.spec.DefaultSpec.CAPABILITIES);
        String out = containers.run("grep", "Cap", "/proc/self/status").out();
        assertThat(out.lines().map(line -> line.split("\\s+"))).extracting(words -> words[0] + Long.parseUnsignedLong(words[1], 16))
                .containsExactly("CapInh:0", "CapPrm:" + fourteen, "CapEff:" + fourteen, "CapBnd:" + fourteen, "CapAmb:0");
    }

    /** A set of capabilities as /proc writes it. */
    private static final class DefaultBits {
        static long of(Set<Capability> set) {
            return set.stream().mapToLong(one -> 1L << one.ordinal()).sum();
        }
    }

    @Test
    void a_user_other_than_root_has_none_but_those_that_are_ambient() {
        String script = "id -u; id -g; id -G; grep -E 'CapEff|CapAmb' /proc/self/status; echo again > /dev/stdout";
        Ended plain = containers.run(spec -> spec.with(spec.process().with(new SpecUser(1234, 99, null, List.of(7, 8)))), "sh", "-c", script);
        assertThat(plain.out().split("\n")).startsWith("1234", "99", "99 7 8").endsWith("again")
                .contains("CapEff:\t0000000000000000", "CapAmb:\t0000000000000000");
        Set<Capability> one = Set.of(Capability.CAP_NET_BIND_SERVICE);
        Ended ambient = containers.run(spec -> spec.with(spec.process().with(new SpecUser(1234, 99, null, List.of()))
                .with(new CapabilitySets(one, one, one, one, one))), "sh", "-c", script);
        assertThat(ambient.out()).contains("CapEff:\t0000000000000400", "CapAmb:\t0000000000000400");
    }

    @Test
    void masked_paths_are_empty_and_read_only_ones_cannot_be_written() {
        String script = "cat /proc/keys /proc/timer_list | wc -c; ls -A /sys/firmware | wc -l; "
                + "echo 1 > /proc/sys/kernel/hostname; echo 1 > /sys/kernel/mm/ksm/run; mount -t tmpfs x /mnt; true";
        Ended ended = containers.run("sh", "-c", script);
        assertThat(ended.out()).startsWith("0\n0\n").contains("hostname: Read-only file system");
    }

    @Test
    void no_descriptor_of_ours_is_open_in_it() {
        assertThat(containers.run("sh", "-c", "ls /proc/self/fd").out().split("\\s+")).containsExactly("0", "1", "2", "3");
    }

    @Test
    void it_is_process_1_of_a_session_of_its_own_and_sees_no_other_process() {
        assertThat(containers.run("sh", "-c", "echo $$; cut -d' ' -f6 /proc/1/stat; ls /proc | grep -c '^[0-9]'").out())
                .matches("1\n1\n[234]\n");
    }

    @Test
    void with_an_init_orphans_do_not_stay_zombies_and_signals_reach_the_program() {
        ContainerProcess container = containers.start(spec -> spec.withAnnotations(Map.of(Runtime.INIT, "true")), "sh", "-c",
                "trap 'exit 5' TERM; while :; do sleep 0.1; done");
        assertThat(TestContainers.exec(container, "cat", "/proc/1/comm").out()).isEqualTo("init\n");
        // Its shell is there before it has read its script: of the signals that are caught, 14 is the bit of SIGTERM.
        Eventually.holds(() -> TestContainers.exec(container, "cat", "/proc/2/status").out()
                .matches("(?s).*SigCgt:\\s[0-9a-f]*[4-7c-f][0-9a-f]{3}\\s.*"), () -> "a shell that catches SIGTERM");
        container.signal(Signal.SIGTERM.number());
        assertThat(TestContainers.await(container).code()).isEqualTo(5);
    }

    @Test
    void its_names_parameters_limits_and_folder_are_its_own() {
        Ended ended = containers.run(spec -> spec.withHostname("a-host", "a-domain")
                .with(spec.linux().withSysctl(Map.of("net.ipv4.ip_forward", "1", "kernel.shm_rmid_forced", "1")))
                .with(spec.process().withRlimits(List.of(new Rlimit("RLIMIT_NOFILE", 100, 200), new Rlimit("RLIMIT_CORE", 0, 0)))
                        .withCommand(spec.process().args(), spec.process().env(), "/made/for/it")), "sh", "-c",
                "hostname; cat /proc/sys/kernel/domainname /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shm_rmid_forced; "
                        + "ulimit -Sn; ulimit -Hn; ulimit -c; pwd; umask");
        assertThat(ended.out()).isEqualTo("a-host\na-domain\n1\n1\n100\n200\n0\n/made/for/it\n0022\n");
    }

    @Test
    void a_read_only_root_cannot_be_written_but_what_is_mounted_in_it_can() {
        Ended ended = containers.run(spec -> spec.with(new SpecRoot(Bundle.MERGED, true)).withMounts(plus(spec.mounts(),
                new SpecMount("/scratch", "tmpfs", "tmpfs", List.of("nosuid", "nodev", "noexec", "size=1m")))), "sh", "-c",
                "echo x > /scratch/a && cat /scratch/a; echo y > /b");
        assertThat(ended.out()).startsWith("x\n").contains("/b: Read-only file system");
    }

    private static List<SpecMount> plus(List<SpecMount> mounts, SpecMount... more) {
        List<SpecMount> all = new java.util.ArrayList<>(mounts);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void files_and_folders_of_the_host_are_mounted_with_their_options() throws IOException {
        Path shared = Files.createDirectories(containers.folder.resolve("shared"));
        String word = UUID.randomUUID().toString();
        Path file = Files.writeString(shared.resolve("file"), word);
        Ended ended = containers.run(spec -> spec.withMounts(plus(spec.mounts(),
                new SpecMount("/rw", "bind", shared.toString(), List.of("rbind", "rprivate")),
                new SpecMount("/ro", "bind", shared.toString(), List.of("rbind", "ro", "rslave", "noexec")),
                new SpecMount("/etc/one/file", "bind", file.toString(), List.of("bind")))), "sh", "-c",
                "cat /etc/one/file; echo; echo new > /rw/made; cat /ro/made; echo x > /ro/y; grep ' /ro ' /proc/self/mountinfo");
        assertThat(ended.out()).startsWith(word + "\nnew\n").contains("/ro/y: Read-only file system");
        assertThat(ended.out().lines().filter(line -> line.contains(" /ro "))).singleElement().asString().contains(" ro,noexec,");
        assertThat(shared.resolve("made")).hasContent("new\n");
    }

    @Test
    void a_link_in_the_image_leads_no_mount_out_of_the_root() throws IOException {
        Path target = Files.createDirectories(containers.folder.resolve("target"));
        Bundle bundle = containers.bundle(spec -> spec.withMounts(plus(spec.mounts(),
                new SpecMount("/link/made", "tmpfs", "tmpfs", List.of()))), "sh", "-c", "grep -c ' " + target + "/made ' /proc/self/mountinfo");
        Path twin = Files.createDirectories(bundle.upper().resolve(target.toString().substring(1)));
        Files.createSymbolicLink(bundle.upper().resolve("link"), Path.of("../../../../../../.." + target));
        assertThat(containers.run(bundle)).isEqualTo(new Ended(0, "1\n"));
        assertThat(target).isEmptyDirectory();
        assertThat(twin.resolve("made")).isDirectory();
    }

    @Test
    void a_file_can_be_mounted_where_a_link_leads_to_nothing_yet() throws IOException {
        String word = UUID.randomUUID().toString();
        Path file = Files.writeString(containers.folder.resolve("a-file"), word);
        Bundle bundle = containers.bundle(spec -> spec.withMounts(plus(spec.mounts(),
                new SpecMount("/etc/link", "bind", file.toString(), List.of("rbind")))), "cat", "/etc/target");
        Files.createDirectories(bundle.upper().resolve("etc"));
        Files.createSymbolicLink(bundle.upper().resolve("etc/link"), Path.of("../../etc/target"));
        assertThat(containers.run(bundle)).isEqualTo(new Ended(0, word));
    }

    @Test
    void its_network_has_lo_only_and_can_be_shared_with_another() throws IOException {
        ContainerProcess first = containers.start("sleep", "1000");
        assertThat(TestContainers.exec(first, "cat", "/proc/net/dev").out().lines().skip(2).map(line -> line.strip().split(":")[0]))
                .containsExactly("lo");
        String net = "/proc/" + first.identity().pid() + "/ns/net";
        String pid = "/proc/" + first.identity().pid() + "/ns/pid";
        Ended second = containers.run(spec -> spec.with(spec.linux().withNamespaces(spec.linux().namespaces().stream()
                .map(one -> one.type() == Namespace.NETWORK ? new SpecNamespace(Namespace.NETWORK, net)
                        : one.type() == Namespace.PID ? new SpecNamespace(Namespace.PID, pid) : one).toList())), "sh", "-c",
                "readlink /proc/self/ns/net /proc/self/ns/pid; cat /proc/1/comm");
        assertThat(second.out()).isEqualTo(Files.readSymbolicLink(Path.of(net)) + "\n" + Files.readSymbolicLink(Path.of(pid)) + "\nsleep\n");
    }

    @Test
    void what_is_mounted_in_one_can_be_shared_with_another() {
        ContainerProcess first = containers.start("sleep", "1000");
        String word = UUID.randomUUID().toString();
        TestContainers.exec(first, "sh", "-c", "echo " + word + " > /dev/shm/word");
        String ipc = "/proc/" + first.identity().pid() + "/ns/ipc";
        Ended second = containers.run(spec -> spec.withMounts(spec.mounts().stream()
                .map(one -> one.destination().equals("/dev/shm") ? new SpecMount("/dev/shm", "bind",
                        "/proc/" + first.identity().pid() + "/root/dev/shm", List.of("rbind", "rprivate")) : one).toList())
                .with(spec.linux().withNamespaces(spec.linux().namespaces().stream().map(one -> one.type() == Namespace.IPC
                        ? new SpecNamespace(Namespace.IPC, ipc) : one).toList())), "cat", "/dev/shm/word");
        assertThat(second).isEqualTo(new Ended(0, word + "\n"));
    }

    @Test
    void the_hosts_namespaces_can_be_shared() throws IOException {
        Ended ended = containers.run(spec -> spec.withHostname(null, null).with(spec.linux().withSysctl(Map.of())
                .withNamespaces(List.of(new SpecNamespace(Namespace.MOUNT)))), "readlink", "/proc/self/ns/net", "/proc/self/ns/uts",
                "/proc/self/ns/ipc", "/proc/self/ns/pid");
        StringBuilder ours = new StringBuilder();
        for (String name : List.of("net", "uts", "ipc", "pid")) {
            ours.append(Files.readSymbolicLink(Path.of("/proc/self/ns/" + name))).append('\n');
        }
        assertThat(ended.out()).isEqualTo(ours.toString());
    }

    @Test
    void who_uses_up_the_memory_is_killed_and_that_is_known() {
        Limits limits = Limits.NONE.with(MemoryLimits.of(MemorySize.ofMebibytes(16)));
        ContainerProcess container = containers.start(spec -> spec.with(spec.linux().with(limits)), "sh", "-c",
                "a=0123456789abcdef; while :; do a=$a$a; done");
        Exit exit = TestContainers.await(container);
        assertThat(exit.code()).isEqualTo(137);
        assertThat(container.oomKilled()).isTrue();
    }

    @Test
    void a_paused_one_stands_still_takes_no_exec_and_goes_on() throws IOException {
        Bundle bundle = containers.bundle(spec -> spec, "sh", "-c", "while :; do echo x >> /count; sleep 0.02; done");
        ContainerProcess container = containers.create(bundle, new Streams.Pipes(-1, -1, -1));
        container.start();
        Path count = bundle.upper().resolve("count");
        Eventually.holds(() -> Files.exists(count), () -> "a first line");
        container.pause();
        assertThat(container.isPaused()).isTrue();
        long before = Files.size(count);
        assertThatThrownBy(() -> TestContainers.exec(container, "true")).hasMessageContaining("is paused, unpause the container");
        assertThat(Files.size(count)).isEqualTo(before);
        container.resume();
        Eventually.holds(() -> count.toFile().length() > before, () -> "more lines than " + before);
        container.killAll();
        assertThat(TestContainers.await(container).code()).isEqualTo(137);
    }

    @Test
    void limits_can_be_changed_while_it_runs_and_its_use_is_counted() {
        ContainerProcess container = containers.start("sleep", "1000");
        container.update(Limits.NONE.withPids(77L));
        assertThat(container.statistics().tasks().limit()).isEqualTo(77);
        assertThat(container.statistics().memory().charged()).isPositive();
        assertThat(container.processes()).containsExactly(container.identity().pid());
    }

    @Test
    void a_limit_of_memory_can_be_raised_and_lowered_while_it_runs() {
        Limits small = Limits.NONE.with(MemoryLimits.of(MemorySize.parse("64m")));
        ContainerProcess container = containers.start(spec -> spec.with(spec.linux().with(small)), "sleep", "1000");
        for (String size : List.of("512m", "32m", "1g")) {
            container.update(Limits.NONE.with(MemoryLimits.of(MemorySize.parse(size))));
            assertThat(container.statistics().memory().limit()).isEqualTo(MemorySize.parse(size).bytes());
        }
    }

    @Test
    void with_all_rights_it_can_mount_and_make_devices_of_the_host() {
        Ended ended = containers.run(spec -> spec.with(spec.process().with(CapabilitySets.docker(Set.of(Capability.values()))))
                .with(spec.linux().withPaths(List.of(), List.of()).with(Limits.NONE.withDevices(List.of(
                        minidocker.cgroups.DeviceRule.allow("a")))).withDevices(List.of(
                                new minidocker.engine.runtime.spec.SpecDevice("/dev/net/tun", "c", 10, 200, 0620, 3, 4)))), "sh", "-c",
                "mkdir /m && mount -t tmpfs x /m && echo mounted; stat -c '%a %u %g %t:%T' /dev/net/tun; echo 1 > /proc/sys/net/ipv4/ip_forward && echo set");
        assertThat(ended.out()).isEqualTo("mounted\n620 3 4 a:c8\nset\n");
    }

    @Test
    void the_trace_tells_what_was_called() {
        ContainerProcess container = containers.start("sleep", "1000");
        assertThat(container.trace(120)).contains("pivot_root").contains("it runs");
    }

    @Test
    void a_failure_on_the_way_leaves_nothing() {
        Bundle bundle = containers.bundle(spec -> spec.withMounts(plus(spec.mounts(),
                new SpecMount("/x", "no-such-filesystem", "x", List.of()))), "true");
        assertThatThrownBy(() -> containers.create(bundle, new Streams.Pipes(-1, -1, -1))).isInstanceOf(UserError.class)
                .hasMessageContaining("this kernel has no filesystem no-such-filesystem");
        Bundle missing = containers.bundle(spec -> spec.withMounts(plus(spec.mounts(),
                new SpecMount("/x", "bind", "/no/such/folder", List.of("rbind")))), "true");
        assertThatThrownBy(() -> containers.create(missing, new Streams.Pipes(-1, -1, -1)))
                .hasMessageContaining("bind source path does not exist: /no/such/folder");
    }
}
