package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.User;
import minidocker.syscall.Call;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.Syscall;
import minidocker.syscall.SyscallProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerProgramTest {
    private static final Set<Namespace> USUAL = EnumSet.complementOf(EnumSet.of(Namespace.TIME, Namespace.USER));

    private static ContainerSpec spec(Set<Namespace> own, List<Volume> volumes, List<Tmpfs> tmpfs, boolean terminal, boolean init,
            long offset, User user) {
        boolean userNamespace = own.contains(Namespace.USER);
        return new ContainerSpec(new RootFilesystem.Folder("/rootfs"),
                new ProcessSpec(List.of("/bin/sh"), List.of("PATH=/bin"), "/", user), own, own.contains(Namespace.UTS) ? "box"
                : null,
                own.contains(Namespace.MOUNT), volumes, tmpfs, terminal, init, offset, userNamespace, !userNamespace,
                        Capability.DEFAULT);
    }

    private static ContainerSpec usual() {
        return new ContainerSpec(new RootFilesystem.Folder("/rootfs"),
                new ProcessSpec(List.of("/bin/sh"), List.of("PATH=/bin"), "/", null), USUAL, "box", false, List.of(), List.of(),
                false, false, 0,
                false, true, Capability.DEFAULT);
    }

    /** One of each kind that has a program of its own. */
    static List<ContainerSpec> all() {
        List<Volume> volumes = List.of(new Volume("/src/deep", "/a/b/c", true, false),
                new Volume("/src/flat", "/a", false, false), new Volume("/src/file", "/etc/conf", false, true));
        List<Tmpfs> tmpfs = List.of(Tmpfs.parse("/a/b"));
        Set<Namespace> every = EnumSet.allOf(Namespace.class);
        List<ContainerSpec> specs = new ArrayList<>();
        specs.add(usual());
        for (boolean terminal : new boolean[] {false, true}) {
            for (boolean init : new boolean[] {false, true}) {
                specs.add(spec(USUAL, volumes, tmpfs, terminal, init, 0, new User(1000, 1000)));
                specs.add(spec(every, volumes, tmpfs, terminal, init, 3600, null));
            }
        }
        specs.add(spec(EnumSet.of(Namespace.USER, Namespace.MOUNT), volumes, tmpfs, true, false, 0, new User(5, 5)));
        specs.add(spec(Set.of(), List.of(), List.of(), false, false, 0, null));
        return specs;
    }

    private static List<String> lines(SyscallProgram program) {
        return program.toString().lines().toList();
    }

    private static int index(List<String> lines, String start) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(start)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void the_usual_container_reads_like_this() {
        String dropped = "prctl option=PR_CAPBSET_DROP arg2=";
        List<String> withoutDropping = lines(ContainerProgram.of(usual())).stream().filter(line -> !line.startsWith(dropped))
                .toList();
        assertThat(String.join("\n", withoutDropping)).isEqualTo("""
                clone3 CLONE_NEWNS|CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWPID|CLONE_NEWNET
                prctl option=PR_SET_DUMPABLE arg2=0
                rt_sigprocmask how=SIG_SETMASK set=none
                rt_sigaction signum=SIGQUIT act=SIG_DFL
                close_range first=3 last=~0 flags=CLOSE_RANGE_CLOEXEC
                unshare flags=CLONE_NEWCGROUP
                umask mask=00
                mount dst=/ flags=MS_REC|MS_SLAVE
                mount src=/rootfs dst=/rootfs flags=MS_BIND|MS_REC
                chdir path=/rootfs
                pivot_root new=. old=.
                mkdirat pathname=/proc mode=0555
                mount src=proc dst=/proc type=proc flags=MS_NOSUID|MS_NODEV|MS_NOEXEC
                mkdirat pathname=/sys mode=0555
                mount src=sysfs dst=/sys type=sysfs flags=MS_RDONLY|MS_NOSUID|MS_NODEV|MS_NOEXEC
                umount2 target=. flags=MNT_DETACH
                chdir path=/
                mkdirat pathname=/dev mode=0755
                mount src=tmpfs dst=/dev type=tmpfs flags=MS_NOSUID|MS_STRICTATIME data=mode=755,size=65536k
                mknodat pathname=/dev/null mode=S_IFCHR|0666 dev=1:3
                mknodat pathname=/dev/zero mode=S_IFCHR|0666 dev=1:5
                mknodat pathname=/dev/full mode=S_IFCHR|0666 dev=1:7
                mknodat pathname=/dev/random mode=S_IFCHR|0666 dev=1:8
                mknodat pathname=/dev/urandom mode=S_IFCHR|0666 dev=1:9
                mknodat pathname=/dev/tty mode=S_IFCHR|0666 dev=5:0
                symlinkat target=/proc/self/fd linkpath=/dev/fd
                symlinkat target=/proc/self/fd/0 linkpath=/dev/stdin
                symlinkat target=/proc/self/fd/1 linkpath=/dev/stdout
                symlinkat target=/proc/self/fd/2 linkpath=/dev/stderr
                symlinkat target=/proc/kcore linkpath=/dev/core
                symlinkat target=pts/ptmx linkpath=/dev/ptmx
                mkdirat pathname=/dev/pts mode=0755
                mount src=devpts dst=/dev/pts type=devpts flags=MS_NOSUID|MS_NOEXEC data=newinstance,ptmxmode=0666,mode=0620,gid=5
                mkdirat pathname=/dev/shm mode=0755
                mount src=tmpfs dst=/dev/shm type=tmpfs flags=MS_NOSUID|MS_NODEV|MS_NOEXEC data=mode=1777,size=65536k
                mkdirat pathname=/dev/mqueue mode=0755
                mount src=mqueue dst=/dev/mqueue type=mqueue flags=MS_NOSUID|MS_NODEV|MS_NOEXEC
                sethostname name=box
                socket domain=AF_INET type=SOCK_DGRAM|SOCK_CLOEXEC
                ioctl fd=<socket> op=SIOCSIFFLAGS arg={lo IFF_UP}
                close fd=<socket>
                umask mask=022
                capset hdrp=_LINUX_CAPABILITY_VERSION_3 datap={effective=permitted=CAP_CHOWN|CAP_DAC_OVERRIDE|CAP_FOWNER|CAP_FSETID|CAP_KILL|CAP_SETGID|CAP_SETUID|CAP_SETPCAP|CAP_NET_BIND_SERVICE|CAP_NET_RAW|CAP_SYS_CHROOT|CAP_AUDIT_WRITE|CAP_SETFCAP inheritable=none}
                prctl option=PR_SET_PDEATHSIG arg2=SIGKILL
                close fd=<running-reader>
                write fd=<running> buf=!
                execve pathname=/bin/sh argv=[/bin/sh] envp={1 variables}""");
    }

    @Test
    void what_is_dropped_is_all_that_is_not_kept() {
        List<String> dropped = lines(ContainerProgram.of(usual())).stream().filter(line -> line.contains("PR_CAPBSET_DROP"))
                .map(line -> line.replaceFirst(".*arg2=", "")).toList();
        List<String> expected = EnumSet.complementOf(EnumSet.copyOf(Capability.DEFAULT)).stream().map(Enum::name).toList();
        assertThat(dropped).isEqualTo(expected).hasSize(28);
    }

    @ParameterizedTest
    @MethodSource("all")
    void propagation_is_cut_before_anything_is_mounted(ContainerSpec spec) {
        List<String> lines = lines(ContainerProgram.of(spec));
        int cut = index(lines, "mount dst=/ flags=MS_REC|MS_SLAVE");
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches("(mount|open_tree|move_mount|pivot_root|umount2|mount_setattr) .*") && i != cut) {
                assertThat(i).as(lines.get(i)).isGreaterThan(cut).isGreaterThan(1);
            }
        }
        assertThat(cut > 0).isEqualTo(spec.has(Namespace.MOUNT));
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_comes_from_the_host_is_opened_before_the_root_is_changed_and_attached_when_the_old_one_is_gone(ContainerSpec spec) {
        List<String> lines = lines(ContainerProgram.of(spec));
        int pivot = index(lines, "pivot_root");
        int gone = index(lines, "umount2 target=. flags=MNT_DETACH");
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("open_tree")) {
                assertThat(i).as(lines.get(i)).isLessThan(pivot);
            } else if (lines.get(i).startsWith("move_mount") && !lines.get(i).matches(".*to=/(proc|sys) .*")) {
                assertThat(i).as(lines.get(i)).isGreaterThan(gone);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void while_the_old_root_is_there_only_proc_and_sys_are_looked_up_by_path(ContainerSpec spec) {
        List<String> lines = lines(ContainerProgram.of(spec));
        int pivot = index(lines, "pivot_root");
        int gone = index(lines, "umount2 target=. flags=MNT_DETACH");
        if (spec.has(Namespace.MOUNT)) {
            assertThat(lines.subList(pivot + 1, gone)).isNotEmpty()
                    .allMatch(line -> line.matches("mkdirat pathname=/(proc|sys) .*|mount src=(proc|sysfs) dst=/(proc|sys) .*"
                    + "|move_mount from=<(proc|sys)> to=/(proc|sys) .*|mount_setattr dirfd=<sys> .*"));
            assertThat(lines.get(gone + 1)).isEqualTo("chdir path=/");
        }
        for (String destination : List.of("/a", "/a/b", "/a/b/c", "/etc", "/etc/conf")) {
            assertThat(lines.subList(0, gone + 1))
                    .noneMatch(line -> line.contains("=" + destination + " ") || line.endsWith("=" + destination));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_is_less_deep_is_mounted_first(ContainerSpec spec) {
        List<String> targets = lines(ContainerProgram.of(spec)).stream()
                .filter(line -> line.matches("(move_mount|mount) .*(to|dst)=/(a|etc).*"))
                .map(line -> line.replaceFirst(".* (to|dst)=([^ ]+).*", "$2")).toList();
        assertThat(targets).isEqualTo(spec.volumes().isEmpty() ? List.of() : List.of("/a", "/a/b", "/etc/conf", "/a/b/c"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void capabilities_are_gone_when_a_program_is_executed(ContainerSpec spec) {
        List<String> lines = lines(ContainerProgram.of(spec));
        int gone = index(lines, "capset");
        assertThat(gone).isPositive();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("execve")) {
                assertThat(i).as(lines.get(i)).isGreaterThan(gone);
            }
            if (lines.get(i).contains("PR_CAPBSET_DROP")) {
                assertThat(i).as(lines.get(i)).isLessThan(gone);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void nobody_may_look_into_our_memory_and_no_program_gets_our_files(ContainerSpec spec) {
        List<String> lines = lines(ContainerProgram.of(spec));
        int execve = index(lines, "execve");
        assertThat(index(lines, "prctl option=PR_SET_DUMPABLE arg2=0")).isPositive().isLessThan(execve);
        assertThat(index(lines, "close_range first=3 last=~0 flags=CLOSE_RANGE_CLOEXEC")).isPositive().isLessThan(execve);
        assertThat(lines).filteredOn(line -> line.startsWith("openat")).allMatch(line -> line.contains("O_CLOEXEC"));
        assertThat(lines).filteredOn(line -> line.startsWith("socket ")).allMatch(line -> line.contains("SOCK_CLOEXEC"));
        assertThat(lines).filteredOn(line -> line.startsWith("open_tree")).allMatch(line -> line.contains("OPEN_TREE_CLOEXEC"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_call_says_why(ContainerSpec spec) {
        for (Call call : ContainerProgram.of(spec).calls()) {
            assertThat(call.why()).as(call.toString()).isNotBlank();
        }
        assertThat(ContainerProgram.of(spec).cloneWhy()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_list_ends_with_the_program(ContainerSpec spec) {
        List<Call> calls = ContainerProgram.of(spec).calls();
        assertThat(calls.get(calls.size() - 1).syscall()).isEqualTo(Syscall.EXECVE);
    }

    @ParameterizedTest
    @MethodSource("all")
    void who_may_be_another_user_asks_to_die_with_us_after_becoming_it(ContainerSpec spec) {
        List<String> lines = lines(ContainerProgram.of(spec));
        int last = lines.lastIndexOf("prctl option=PR_SET_PDEATHSIG arg2=SIGKILL");
        assertThat(lines.subList(last, lines.size())).noneMatch(line -> line.startsWith("setres") || line.startsWith("capset"));
        assertThat(lines.get(last + 2)).startsWith("write fd=<running>");
    }

    @Test
    void each_namespace_has_its_flag_and_the_cgroup_one_is_made_from_within() {
        for (Namespace namespace : Namespace.values()) {
            SyscallProgram program = ContainerProgram.of(spec(Set.of(namespace), List.of(), List.of(), false, false, 0, null));
            String flag = namespace.flag().name();
            if (namespace == Namespace.CGROUP) {
                assertThat(program.toString()).startsWith("clone3 0\n").contains("unshare flags=" + flag);
            } else {
                assertThat(program.toString()).startsWith("clone3 " + flag + "\n").doesNotContain("unshare");
            }
        }
    }

    @Test
    void devices_are_made_where_they_may_be_and_else_come_from_the_host() {
        String made = ContainerProgram.of(usual()).toString();
        assertThat(made).contains("mknodat pathname=/dev/null mode=S_IFCHR|0666 dev=1:3").doesNotContain("open_tree");
        String taken = ContainerProgram.of(spec(EnumSet.allOf(Namespace.class), List.of(), List.of(), false, false, 1, null))
                .toString();
        assertThat(taken).contains("open_tree pathname=/dev/null", "move_mount from=<null> to=/dev/null")
                .doesNotContain("S_IFCHR");
    }

    @Test
    void who_shares_the_hosts_processes_or_network_in_a_user_namespace_takes_proc_and_sys_along() {
        String program = ContainerProgram.of(spec(EnumSet.of(Namespace.USER, Namespace.MOUNT), List.of(), List.of(), false, false,
                0, null)).toString();
        assertThat(program)
                .contains("open_tree pathname=/proc ", "move_mount from=<proc> to=/proc", "open_tree pathname=/sys ",
                "move_mount from=<sys> to=/sys")
                .doesNotContain("src=proc", "src=sysfs", "src=mqueue");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void the_table_keeps_to_the_width_of_the_screen(int columns) {
        for (ContainerSpec spec : all()) {
            assertThat(new ProgramTable(columns).explain(ContainerProgram.of(spec)).lines())
                    .allMatch(line -> line.length() <= columns);
        }
    }

    @Test
    void entering_joins_all_namespaces_at_once_and_clones_a_sibling() {
        Set<Namespace> every = EnumSet.allOf(Namespace.class);
        ProcessSpec process = new ProcessSpec(List.of("/bin/sh"), List.of(), "/", new User(7, 8));
        List<String> lines = lines(Entry.program(4711, every, process, Capability.DEFAULT, true));
        assertThat(lines.get(0)).isEqualTo("clone3 0");
        assertThat(lines.get(1)).startsWith("setns fd=<target> nstype=CLONE_NEW")
                .contains("CLONE_NEWUSER", "CLONE_NEWTIME", "CLONE_NEWPID");
        int clone = index(lines, "clone3 cl_args={flags=CLONE_PARENT|CLONE_PARENT_SETTID parent_tid=&entered-pid}");
        assertThat(clone).isPositive().isLessThan(index(lines, "ioctl fd=<master>")).isLessThan(index(lines, "capset"));
        assertThat(lines.get(clone + 1)).isEqualTo("exit_group status=0");
        assertThat(lines).noneMatch(line -> line.startsWith("chroot"));
        assertThat(lines).filteredOn(line -> line.startsWith("setgroups")).hasSize(1);
    }

    @Test
    void entering_takes_the_containers_root_where_the_mounts_are_ours_and_leaves_our_groups_where_the_users_are() {
        List<String> lines = lines(Entry.program(4711, Set.of(Namespace.PID),
                new ProcessSpec(List.of("/bin/sh"), List.of(), "/", new User(7, 8)), Capability.DEFAULT, false));
        assertThat(lines).contains("chroot path=/proc/4711/root");
        assertThat(index(lines, "chroot")).isLessThan(index(lines, "clone3 cl_args"));
        assertThat(index(lines, "setgroups list=[]")).isPositive().isLessThan(index(lines, "setresgid rgid=8"));
    }
}
