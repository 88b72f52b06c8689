package minidocker.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.cgroups.Controller;
import minidocker.cgroups.Hierarchies;
import minidocker.cgroups.LegacyHierarchy;
import minidocker.cgroups.UnifiedHierarchy;
import minidocker.engine.runtime.spec.CapabilitySets;
import minidocker.engine.runtime.spec.DefaultSpec;
import minidocker.engine.runtime.spec.Spec;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.engine.runtime.spec.SpecNamespace;
import minidocker.engine.runtime.spec.SpecUser;
import minidocker.namespaces.Capability;
import minidocker.namespaces.Namespace;
import minidocker.namespaces.RootFilesystem;
import minidocker.syscall.Call;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.MountCalls.MountChange;
import minidocker.syscall.MountFlag;
import minidocker.syscall.SyscallProgram;
import org.junit.jupiter.api.Test;

/** The program of a bundle, asserted without running it. */
class BundleProgramTest {
    private static final Path FS = Path.of("/sys/fs/cgroup");
    private static final Hierarchies UNIFIED = new Hierarchies(List.of(new UnifiedHierarchy(FS, FS, Set.of())));
    private static final Hierarchies LEGACY = new Hierarchies(List.of(
            new LegacyHierarchy(FS.resolve("memory"), FS, Set.of(Controller.MEMORY)),
            new LegacyHierarchy(FS.resolve("cpu,cpuacct"), FS, Set.of(Controller.CPU, Controller.CPUACCT))));
    private static final Spec PLAIN = DefaultSpec.of(List.of("/bin/sh"), "box");
    private static final Streams PIPES = new Streams.Pipes(-1, -1, -1);

    private static Surroundings on(Hierarchies hierarchies, boolean inUserNamespace) {
        return new Surroundings(hierarchies, inUserNamespace, !inUserNamespace, -1L, path -> path.endsWith("file"));
    }

    private static SyscallProgram program(Spec spec, boolean init, Streams streams, Surroundings surroundings) {
        return new BundleProgram("abc", spec, new RootFilesystem.Folder("/rootfs"), init, streams, surroundings).program();
    }

    private static List<String> calls(Spec spec) {
        return text(program(spec, false, PIPES, on(UNIFIED, false)));
    }

    private static List<String> text(SyscallProgram program) {
        return program.calls().stream().map(Call::toString).toList();
    }

    private static int first(List<String> calls, String start) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).startsWith(start)) {
                return i;
            }
        }
        throw new AssertionError("no call begins with " + start + " in " + String.join("\n", calls));
    }

    private static Spec with(SpecMount... more) {
        List<SpecMount> mounts = new ArrayList<>(PLAIN.mounts());
        mounts.addAll(List.of(more));
        return PLAIN.withMounts(mounts);
    }

    @Test
    void nothing_is_looked_up_in_the_new_root_before_the_old_one_has_gone() {
        List<String> calls = calls(with(new SpecMount("/data", "bind", "/src/folder", List.of("rbind"))));
        int gone = first(calls, "umount2 target=.");
        assertThat(first(calls, "open_tree pathname=/src/folder")).isLessThan(first(calls, "mount dst=/ flags=MS_REC|MS_SLAVE"));
        assertThat(first(calls, "mount dst=/ flags=MS_REC|MS_SLAVE")).isLessThan(first(calls, "pivot_root"));
        assertThat(first(calls, "pivot_root")).isLessThan(gone);
        for (String later : List.of("mount src=proc", "mount src=sysfs", "mount src=devpts", "move_mount from=<mount 8>", "mknodat",
                "mount src=/proc/sys dst=/proc/sys")) {
            assertThat(first(calls, later)).as(later).isGreaterThan(gone);
        }
    }

    @Test
    void in_a_user_namespace_proc_and_sys_come_while_the_hosts_are_in_sight_and_devices_from_the_host() {
        List<String> calls = text(program(PLAIN, false, PIPES, on(UNIFIED, true)));
        assertThat(first(calls, "mount src=proc")).isLessThan(first(calls, "umount2 target=."));
        assertThat(first(calls, "open_tree pathname=/dev/null")).isLessThan(first(calls, "pivot_root"));
        assertThat(calls).noneMatch(call -> call.startsWith("mknodat") && call.contains("S_IFCHR"))
                .noneMatch(call -> call.contains("gid=5"));
    }

    @Test
    void it_is_in_its_group_before_its_cgroup_namespace_is_made() {
        SyscallProgram unified = program(PLAIN, false, PIPES, on(UNIFIED, false));
        assertThat(unified.has(CloneFlag.CLONE_INTO_CGROUP)).isTrue();
        assertThat(text(unified).get(0)).isEqualTo("unshare flags=CLONE_NEWCGROUP");
        SyscallProgram legacy = program(PLAIN, false, PIPES, on(LEGACY, false));
        assertThat(legacy.has(CloneFlag.CLONE_INTO_CGROUP)).isFalse();
        assertThat(text(legacy)).startsWith("write fd=<memory-group> buf=0", "write fd=<cpu,cpuacct-group> buf=0",
                "unshare flags=CLONE_NEWCGROUP");
    }

    @Test
    void its_control_groups_are_one_tree_or_one_for_each_controller() {
        assertThat(calls(PLAIN)).anyMatch(call -> call.startsWith("mount src=cgroup dst=/sys/fs/cgroup type=cgroup2 flags=MS_RDONLY"));
        List<String> legacy = text(program(PLAIN, false, PIPES, on(LEGACY, false)));
        assertThat(legacy).contains("symlinkat target=cpu,cpuacct linkpath=/sys/fs/cgroup/cpu",
                "symlinkat target=cpu,cpuacct linkpath=/sys/fs/cgroup/cpuacct");
        assertThat(legacy).anyMatch(call -> call.startsWith("mount src=cgroup dst=/sys/fs/cgroup/cpu,cpuacct type=cgroup")
                && call.endsWith("data=cpu,cpuacct"));
    }

    @Test
    void it_stops_after_the_setup_and_before_it_becomes_who_it_will_be() {
        List<String> calls = calls(PLAIN.with(PLAIN.process().with(new SpecUser(7, 8, null, List.of(9)))));
        int start = first(calls, "read fd=<start>");
        assertThat(first(calls, "mount_setattr pathname=/proc/sys")).isLessThan(start);
        assertThat(first(calls, "prctl option=PR_CAPBSET_DROP")).isGreaterThan(start);
        List<String> end = calls.subList(start, calls.size());
        assertThat(first(end, "prctl option=PR_SET_KEEPCAPS")).isLessThan(first(end, "setgroups list=[9]"));
        assertThat(first(end, "setresgid rgid=8")).isLessThan(first(end, "setresuid ruid=7"));
        assertThat(first(end, "setresuid ruid=7")).isLessThan(first(end, "capset"));
        assertThat(end.get(end.size() - 1)).startsWith("execve pathname=/bin/sh");
    }

    @Test
    void nobody_is_given_a_capability_that_we_do_not_have() {
        Set<Capability> all = Set.of(Capability.values());
        Spec spec = PLAIN.with(PLAIN.process().with(CapabilitySets.docker(all)));
        Surroundings few = new Surroundings(UNIFIED, false, true, 1L << Capability.CAP_CHOWN.ordinal(), path -> false);
        assertThat(text(program(spec, false, PIPES, few))).anyMatch(call -> call.startsWith("capset")
                && call.contains("{effective=permitted=CAP_CHOWN inheritable=none}"));
    }

    @Test
    void somebody_elses_pid_namespace_takes_a_second_clone() {
        List<SpecNamespace> namespaces = List.of(new SpecNamespace(Namespace.MOUNT), new SpecNamespace(Namespace.PID, "/proc/9/ns/pid"),
                new SpecNamespace(Namespace.NETWORK, "/proc/9/ns/net"), new SpecNamespace(Namespace.CGROUP));
        SyscallProgram program = program(PLAIN.with(PLAIN.linux().withNamespaces(namespaces)), false, PIPES, on(UNIFIED, false));
        List<String> calls = text(program);
        assertThat(program.has(CloneFlag.CLONE_NEWNS)).isFalse();
        assertThat(first(calls, "setns fd=<pid-namespace> nstype=CLONE_NEWPID")).isLessThan(first(calls, "clone3"));
        assertThat(calls.get(first(calls, "clone3"))).contains("CLONE_NEWNS").contains("CLONE_PARENT").doesNotContain("CLONE_NEWPID");
        assertThat(calls).noneMatch(call -> call.contains("SIOCSIFFLAGS") || call.startsWith("sethostname"));
    }

    @Test
    void a_container_does_not_die_with_who_made_it() {
        for (boolean init : List.of(true, false)) {
            assertThat(text(program(PLAIN, init, new Streams.Console(80, 24), on(UNIFIED, false))))
                    .noneMatch(call -> call.contains("PR_SET_PDEATHSIG"));
        }
    }

    @Test
    void options_of_a_mount_are_flags_changes_propagation_or_the_filesystems_own() {
        MountWords words = MountWords.of(List.of("rbind", "ro", "rslave", "nosuid", "exec", "size=64m", "mode=1777", "noatime"));
        assertThat(words.flags()).containsExactlyInAnyOrder(MountFlag.MS_RDONLY, MountFlag.MS_NOSUID, MountFlag.MS_NOATIME);
        assertThat(words.change()).isEqualTo(new MountChange(MountChange.RDONLY | MountChange.NOSUID | MountChange.NOATIME,
                MountChange.NOEXEC | MountChange.ATIME_ALL, null, false));
        assertThat(words.propagation()).isEqualTo(MountFlag.MS_SLAVE);
        assertThat(words.deepPropagation()).isTrue();
        assertThat(words.recursiveBind()).isTrue();
        assertThat(words.data()).isEqualTo("size=64m,mode=1777");
        assertThat(MountWords.of(List.of("ro", "rw")).flags()).isEmpty();
        assertThat(MountWords.of(List.of("rro")).change().recursive()).isTrue();
    }

    @Test
    void a_bind_mount_stays_on_its_side_unless_it_is_told_otherwise() {
        List<String> calls = calls(with(new SpecMount("/a", "bind", "/src/a", List.of("bind")),
                new SpecMount("/b", "bind", "/src/file", List.of("rbind", "rshared")),
                new SpecMount("/c", "bind", "/src/c", List.of("rbind", "slave"))));
        assertThat(calls).contains(
                "mount_setattr dirfd=<mount 8> flags=AT_EMPTY_PATH|AT_RECURSIVE attr={propagation=MS_PRIVATE}",
                "mount_setattr dirfd=<mount 9> flags=AT_EMPTY_PATH|AT_RECURSIVE attr={propagation=MS_SHARED}",
                "mount_setattr dirfd=<mount 10> flags=AT_EMPTY_PATH attr={propagation=MS_SLAVE}",
                "open_tree pathname=/src/a flags=OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC");
        assertThat(calls.get(first(calls, "move_mount from=<mount 9>") - 1)).startsWith("openat pathname=/b flags=O_CREAT");
    }

    @Test
    void a_parameter_of_the_whole_machine_is_refused() {
        for (String key : List.of("kernel.panic", "vm.swappiness", "kernel/panic")) {
            Spec spec = PLAIN.with(PLAIN.linux().withSysctl(Map.of(key, "1")));
            assertThatThrownBy(() -> Unsupported.check(spec)).hasMessageContaining("sysctl \"" + key + "\" is not in a separate");
        }
        Spec shared = PLAIN.with(PLAIN.linux().withNamespaces(List.of(new SpecNamespace(Namespace.MOUNT))));
        assertThatThrownBy(() -> Unsupported.check(shared)).hasMessageContaining("net.ipv4");
        Unsupported.check(PLAIN);
        assertThat(BundleProgram.path("net.ipv4.conf.eth0/7.forwarding")).isEqualTo("net/ipv4/conf/eth0.7/forwarding");
        assertThat(BundleProgram.path("net/ipv4/conf/eth0.7/forwarding")).isEqualTo("net/ipv4/conf/eth0.7/forwarding");
    }
}
