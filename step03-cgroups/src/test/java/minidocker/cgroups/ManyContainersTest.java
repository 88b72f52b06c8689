package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import minidocker.chroot.ProcessSpec;
import minidocker.namespaces.ContainerProgram;
import minidocker.namespaces.ContainerSpec;
import minidocker.namespaces.Namespace;
import minidocker.namespaces.RootFilesystem;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;
import minidocker.syscall.SyscallProgram;
import minidocker.testing.Needs;
import minidocker.testing.OpenDescriptors;
import minidocker.testing.SlowMachine;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Containers in groups of their own, many one after the other and many at once: nothing is left of any of them. */
@Tag("kernel")
@Timeout(900)
class ManyContainersTest {
    private static final int IN_TURN = SlowMachine.repetitions(1000);
    private static final int AT_ONCE = 50;
    /** Ours alone: other containers may come and go on this machine. */
    private static final String NAME = CgroupParent.NAME + "-many-" + GroupName.random("");
    private static final Limits LIMITS = Limits.NONE.with(new MemoryLimits(MemorySize.ofMebibytes(64), null, null, null, false)).withPids(20L)
            .withDevices(DeviceRule.DEFAULT);

    @BeforeEach
    void needs_root() {
        Needs.root();
        TestHome.hostbox();
    }

    private static SyscallProgram program() {
        Set<Namespace> own = Set.of(Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.PID, Namespace.NETWORK, Namespace.CGROUP);
        return ContainerProgram.of(new ContainerSpec(new RootFilesystem.Folder(TestHome.hostbox().toString()),
                new ProcessSpec(List.of("true"), List.of("PATH=/usr/bin:/bin"), "/", null), own, "box", false, List.of(), List.of(), false, false,
                0, false, true, Set.of()));
    }

    private static void runOne(CgroupParent parent, SyscallProgram program) {
        try (Cgroup group = parent.create(GroupName.random(""), LIMITS)) {
            CgroupPlacement placement = group.placement();
            try (Child child = Child.spawn(placement.prepare(program), placement.given())) {
                placement.handedOver();
                child.awaitExec();
                assertThat(child.waitFor().code()).isZero();
            }
        }
    }

    /** How many there are of each thing that a container could leave behind. */
    private static Map<String, Long> census() throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        counts.put("mounts", (long) Files.readAllLines(Path.of("/proc/self/mountinfo")).size());
        counts.put("descriptors", (long) OpenDescriptors.list().size());
        counts.put("children", (long) ProcessHandle.current().children().filter(ProcessHandle::isAlive).count());
        counts.put("groups of ours", groups());
        return counts;
    }

    private static long groups() {
        return Hierarchies.ofThisMachine().all().stream().map(hierarchy -> hierarchy.mount().resolve(NAME)).mapToLong(folder -> {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(Files::isDirectory).count();
            } catch (IOException none) {
                return 0;
            }
        }).sum();
    }

    @Test
    void many_one_after_the_other_leave_nothing() throws IOException {
        SyscallProgram program = program();
        try (CgroupParent parent = CgroupParent.find(Hierarchies.ofThisMachine(), NAME, Linux.geteuid())) {
            runOne(parent, program);
            Map<String, Long> before = census();
            for (int i = 0; i < IN_TURN; i++) {
                runOne(parent, program);
            }
            assertThat(census()).isEqualTo(before);
        }
    }

    @Test
    void fifty_at_once_leave_nothing() throws Exception {
        SyscallProgram program = program();
        try (CgroupParent parent = CgroupParent.find(Hierarchies.ofThisMachine(), NAME, Linux.geteuid())) {
            runOne(parent, program);
            Map<String, Long> before = census();
            ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                all.add(threads.submit(() -> runOne(parent, program)));
            }
            for (Future<?> one : all) {
                one.get(5, TimeUnit.MINUTES);
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            assertThat(census()).isEqualTo(before);
        }
    }
}
