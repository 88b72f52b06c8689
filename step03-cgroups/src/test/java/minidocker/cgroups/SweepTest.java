package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;
import minidocker.syscall.SyscallProgram;
import minidocker.testing.Needs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("kernel")
@Timeout(300)
class SweepTest {
    private final String name = "mini-docker-test-" + UUID.randomUUID();

    @BeforeEach
    void needsRoot() {
        Needs.root();
    }

    static List<Named<Hierarchies>> layouts() {
        return Kernel.layouts();
    }

    private CgroupParent parent(Hierarchies layout) {
        return CgroupParent.find(layout, name, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_group_whose_maker_lives_is_left_alone(Hierarchies layout) {
        try (CgroupParent parent = parent(layout); Cgroup group = parent.create(GroupName.random("lives"), Limits.NONE);
                Child child = Kernel.start(group, "exec sleep 1000"); CgroupParent other = parent(layout)) {
            other.sweep();
            assertThat(other.adopt(group.name())).isNull();
            assertThat(group.processes()).containsExactly(child.pid());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_group_that_was_let_go_is_swept_by_the_next_who_makes_one(Hierarchies layout) {
        CgroupParent parent = parent(layout);
        Cgroup left = parent.create(GroupName.random("left"), Limits.NONE);
        Child child = Kernel.start(left, "sleep 1000 & sleep 1000 & wait");
        // What the kernel does when the holder of a lock dies.
        Linux.close(left.descriptor());
        try (CgroupParent next = parent(layout); Cgroup group = next.create(GroupName.random("next"), Limits.NONE)) {
            assertThat(child.waitFor().code()).isEqualTo(137);
            assertThat(left.folder()).doesNotExist();
            assertThat(next.groups()).containsExactly(group.name());
        } finally {
            child.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_group_that_was_let_go_can_be_adopted_with_all_that_lives_in_it(Hierarchies layout) {
        CgroupParent parent = parent(layout);
        Cgroup left = parent.create(GroupName.random("left"), Limits.NONE);
        try (Child child = Kernel.start(left, "exec sleep 1000")) {
            Linux.close(left.descriptor());
            try (Cgroup adopted = parent.adopt(left.name())) {
                assertThat(adopted.processes()).containsExactly(child.pid());
                parent.sweep();
                assertThat(adopted.processes()).containsExactly(child.pid());
            }
            assertThat(left.folder()).doesNotExist();
        } finally {
            parent.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_removal_that_was_cut_short_is_finished(Hierarchies layout) throws IOException {
        CgroupParent parent = parent(layout);
        Cgroup left = parent.create(GroupName.random("left"), Limits.NONE);
        List<Path> folders = left.folders().all();
        Linux.close(left.descriptor());
        Files.delete(left.folder());
        parent.sweep();
        parent.close();
        assertThat(folders).noneMatch(Files::exists);
        assertThat(folders).noneMatch(folder -> Files.exists(folder.getParent()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void what_bears_no_name_of_ours_is_left_alone(Hierarchies layout) throws IOException {
        try (CgroupParent parent = parent(layout)) {
            Path foreign;
            try (Cgroup group = parent.create(GroupName.random(""), Limits.NONE)) {
                foreign = Files.createDirectory(group.folder().resolveSibling("not_one_of_ours"));
                parent.sweep();
                assertThat(parent.groups()).containsExactly(group.name());
            }
            parent.sweep();
            assertThat(foreign).isDirectory();
            Files.delete(foreign);
        }
    }

    /** The whole story: another virtual machine makes a group, starts something in it that outlives it, and is killed. */
    @Test
    void after_kill_9_of_its_maker_a_group_is_swept_with_what_lives_in_it() throws Exception {
        Process maker = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Xmx64m",
                "-cp", System.getProperty("java.class.path"), Maker.class.getName(), name)
                        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (CgroupParent parent = parent(Hierarchies.ofThisMachine())) {
            int pid = Integer.parseInt(new BufferedReader(new InputStreamReader(maker.getInputStream())).readLine());
            maker.destroyForcibly().waitFor();
            assertThat(parent.groups()).hasSize(1);
            assertThat(parent.processes(parent.groups().get(0))).containsExactly(pid);
            assertThat(Path.of("/proc/" + pid)).isDirectory();
            parent.sweep();
            assertThat(parent.groups()).isEmpty();
            assertThat(Patience.until(() -> !isAlive(pid), 60_000)).isTrue();
        } finally {
            maker.destroyForcibly();
        }
    }

    /** A zombie is not alive; who adopted it may take its time. */
    private static boolean isAlive(int pid) {
        String stat = ControlFile.read(Path.of("/proc/" + pid + "/stat"));
        return stat != null && !stat.contains(") Z ");
    }

    static final class Maker {
        public static void main(String[] arguments) throws InterruptedException {
            CgroupParent parent = CgroupParent.find(Hierarchies.ofThisMachine(), arguments[0], 0);
            Cgroup group = parent.create(GroupName.random("maker"), Limits.NONE);
            CgroupPlacement placement = group.placement();
            SyscallProgram orphan = placement.prepare(SyscallProgram.inNewProcess("it outlives us").then(
                    minidocker.syscall.ProcessCalls.execve("/bin/sleep", List.of("sleep", "1000"), List.of()), ""));
            Child child = Child.spawn(orphan, placement.given());
            placement.handedOver();
            child.awaitExec();
            System.out.println(child.pid());
            System.out.flush();
            Thread.sleep(60_000);
        }
    }
}
