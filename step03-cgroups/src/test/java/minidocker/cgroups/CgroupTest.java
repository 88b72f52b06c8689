package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import minidocker.cli.UserError;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.ExitStatus;
import minidocker.testing.Needs;
import minidocker.testing.OpenDescriptors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("kernel")
@Timeout(300)
class CgroupTest {
    private static final MemorySize SMALL = MemorySize.ofMebibytes(32);

    /** Where fork fails the shell that wanted it gives up; whoever was quicker goes on. */
    private static final String FORK_BOMB = "b() { b | b & }; while :; do (b) 2> /dev/null; done & exec sleep 1000";

    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() {
        Needs.root();
    }

    static List<Named<Hierarchies>> layouts() {
        return Kernel.layouts();
    }

    /** Those with a controller in them. */
    private static void needs(Hierarchies layout, Controller controller) {
        assumeTrue(layout.with(controller) != null, "kernel: no controller " + controller + " in this layout");
    }

    private static Cgroup group(CgroupParent parent, Limits limits) {
        return parent.create(GroupName.random("test"), limits);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_child_is_in_its_group_before_its_first_instruction(Hierarchies layout) throws IOException {
        Path output = folder.resolve("cgroup");
        try (CgroupParent parent = Kernel.parent(layout); Cgroup group = group(parent, Limits.NONE)) {
            assertThat(Kernel.run(group, "cat /proc/self/cgroup > " + output)).isZero();
            ProcessGroups inside = ProcessGroups.parse(Files.readString(output));
            for (Hierarchy hierarchy : layout.all()) {
                String path = hierarchy instanceof UnifiedHierarchy ? inside.unified()
                        : inside.of(hierarchy.controllers().iterator().next());
                assertThat(path).endsWith("/" + group.name());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void in_a_cgroup_namespace_the_group_looks_like_the_topmost_one(Hierarchies layout) throws IOException {
        Path output = folder.resolve("cgroup");
        try (CgroupParent parent = Kernel.parent(layout); Cgroup group = group(parent, Limits.NONE)) {
            assertThat(Kernel.run(group, "cat /proc/self/cgroup > " + output, CloneFlag.CLONE_NEWCGROUP)).isZero();
            ProcessGroups inside = ProcessGroups.parse(Files.readString(output));
            for (Hierarchy hierarchy : layout.all()) {
                assertThat(hierarchy instanceof UnifiedHierarchy ? inside.unified()
                        : inside.of(hierarchy.controllers().iterator().next())).isEqualTo("/");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void nothing_is_left_of_a_group_and_of_the_one_above_it(Hierarchies layout) {
        CgroupParent parent = Kernel.parent(layout);
        Cgroup group = group(parent, Limits.NONE);
        Path made = group.folder();
        assertThat(made).isDirectory();
        Child child = Kernel.start(group, "sleep 1000 & sleep 1000 & wait");
        assertThat(Patience.until(() -> group.processes().size() == 3, 60_000)).isTrue();
        group.close();
        assertThat(child.waitFor().code()).isEqualTo(137);
        child.close();
        parent.close();
        assertThat(made).doesNotExist();
        assertThat(made.getParent()).doesNotExist();
        layout.all().forEach(hierarchy -> assertThat(hierarchy.mount().resolve(made.getParent().getFileName())).doesNotExist());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void groups_that_were_made_inside_are_removed_with_it(Hierarchies layout) throws IOException {
        try (CgroupParent parent = Kernel.parent(layout)) {
            Cgroup group = group(parent, Limits.NONE);
            Files.createDirectories(group.folder().resolve("inner/most"));
            Child child = Kernel.start(group, "exec sleep 1000");
            ControlFile.addProcess(group.folder().resolve("inner/most"), child.pid());
            assertThat(group.processes()).containsExactly(child.pid());
            group.close();
            child.close();
            assertThat(group.folder()).doesNotExist();
        }
    }

    // tag::memory-hog[]
    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_memory_hog_is_killed_and_it_is_said_why(Hierarchies layout) {
        needs(layout, Controller.MEMORY);
        Limits limits = Limits.NONE.with(new MemoryLimits(SMALL, null, SMALL.bytes(), null, false));
        try (CgroupParent parent = Kernel.parent(layout); Cgroup group = group(parent, limits)) {
            assertThat(group.wasOutOfMemory()).isFalse();
            assertThat(Kernel.run(group, "exec tail /dev/zero")).isEqualTo(137);
            assertThat(group.wasOutOfMemory()).isTrue();
            Statistics.MemoryUse memory = group.statistics().memory();
            assertThat(memory.oomKills()).isPositive();
            assertThat(memory.limit()).isEqualTo(SMALL.bytes());
            // Recent kernels count that no more in v1.
            assertThat(memory.limitHits()).isGreaterThanOrEqualTo(layout.isUnified() ? 1 : 0);
        }
    }
    // end::memory-hog[]

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void who_is_killed_otherwise_was_not_out_of_memory(Hierarchies layout) {
        try (CgroupParent parent = Kernel.parent(layout); Cgroup group = group(parent, Limits.NONE)) {
            assertThat(Kernel.run(group, "kill -9 $$")).isEqualTo(137);
            assertThat(group.wasOutOfMemory()).isFalse();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_fork_bomb_hits_its_limit_and_is_gone_afterwards(Hierarchies layout) {
        needs(layout, Controller.PIDS);
        int limit = 20 + (int) (Math.random() * 20);
        try (CgroupParent parent = Kernel.parent(layout)) {
            Cgroup group = group(parent, Limits.NONE.withPids((long) limit));
            Child child = Kernel.start(group, FORK_BOMB);
            Path max = group.folder().resolve("pids.events");
            boolean full = Patience.until(() -> group.statistics().tasks().current() >= limit - 2, 60_000);
            assertThat(full).as("%s", max).isTrue();
            assertThat(group.statistics().tasks().limit()).isEqualTo(limit);
            for (int i = 0; i < 20; i++) {
                assertThat(group.statistics().tasks().current()).isLessThanOrEqualTo(limit);
            }
            group.kill();
            assertThat(group.processes()).isEmpty();
            assertThat(child.waitFor().code()).isEqualTo(137);
            child.close();
            group.close();
            assertThat(group.folder()).doesNotExist();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_fork_bomb_is_also_killed_by_freezing_and_signalling(Hierarchies layout) {
        GroupFolders[] folders = new GroupFolders[1];
        try (CgroupParent parent = Kernel.parent(layout);
                Cgroup group = group(parent, layout.with(Controller.PIDS) == null ? Limits.NONE : Limits.NONE.withPids(50L));
                Child child = Kernel.start(group, layout.with(Controller.PIDS) == null ? "sleep 99 & sleep 99 & sleep 99 & wait"
                        : FORK_BOMB)) {
            folders[0] = group.folders();
            assertThat(Patience.until(() -> group.processes().size() > 3, 60_000)).isTrue();
            assertThat(Patience.until(() -> {
                GroupKill.killFrozen(folders[0]);
                return group.processes().isEmpty();
            }, 60_000)).isTrue();
            assertThat(child.waitFor()).isInstanceOf(ExitStatus.Killed.class);
        }
    }

    // tag::half-a-cpu[]
    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void half_a_processor_is_half_a_processor_for_all_its_processes_together(Hierarchies layout) {
        needs(layout, Controller.CPU);
        final long quota = 50_000_000;
        final long slice = 5_000_000;
        Limits limits = Limits.NONE.with(CpuLimits.ofCpus(new java.math.BigDecimal("0.5"), 1));
        try (CgroupParent parent = Kernel.parent(layout); Cgroup group = group(parent, limits);
                Child child = Kernel.start(group, "while :; do :; done & while :; do :; done")) {
            goFirst(group);
            assertThat(Patience.until(() -> group.statistics().throttling().throttled() >= 10, 120_000)).isTrue();
            Statistics before = group.statistics();
            // In every period in which they had to wait they had used up what is theirs, ...
            assertThat(before.cpu().total()).isGreaterThan(before.throttling().throttled() * (quota - 2 * slice) / 2);
            // ... and never more; each processor may overdraw by what it had fetched.
            Statistics after = group.statistics();
            assertThat(before.cpu().total())
                    .isLessThan((after.throttling().periods() + 2) * quota + 2 * slice * Runtime.getRuntime()
                    .availableProcessors());
            assertThat(child.pid()).isPositive();
        }
    }
    // end::half-a-cpu[]

    /** However busy the machine is, it comes to use up its quota. */
    private static void goFirst(Cgroup group) {
        Path legacy = group.folders().legacy(Controller.CPU);
        if (legacy != null) {
            ControlFile.write(legacy.resolveSibling("cpu.shares"), "262144");
        } else {
            ControlFile.write(group.folders().unified().resolveSibling("cpu.weight"), "10000");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_frozen_process_stands_still_and_goes_on(Hierarchies layout) throws InterruptedException {
        try (CgroupParent parent = Kernel.parent(layout); Cgroup group = group(parent, Limits.NONE);
                Child child = Kernel.start(group, "while :; do :; done")) {
            assertThat(Patience.until(() -> cpuTime(group, child) > 0, 60_000)).isTrue();
            assertThat(group.isFrozen()).isFalse();
            group.freeze();
            assertThat(group.isFrozen()).isTrue();
            // It counts as frozen a moment before it leaves the processor, and what it used is counted when it has.
            assertThat(Patience.until(() -> standsStill(group, child, 50), 60_000)).isTrue();
            assertThat(standsStill(group, child, 200)).isTrue();
            long frozen = cpuTime(group, child);
            group.thaw();
            assertThat(group.isFrozen()).isFalse();
            assertThat(Patience.until(() -> cpuTime(group, child) > frozen, 60_000)).isTrue();
        }
    }

    private static boolean standsStill(Cgroup group, Child child, long millis) {
        long before = cpuTime(group, child);
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return cpuTime(group, child) == before;
    }

    /** By the group, or in a layout without cpuacct by the process's own clock ticks. */
    private static long cpuTime(Cgroup group, Child child) {
        Statistics.CpuTime time = group.statistics().cpu();
        assertThat(time).isNotNull();
        return time.total() / 1_000_000;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_frozen_group_can_be_killed_and_removed(Hierarchies layout) {
        try (CgroupParent parent = Kernel.parent(layout); Cgroup group = group(parent,
                Limits.NONE); Child child = Kernel.start(group, "sleep 1000 & sleep 1000 & wait")) {
            assertThat(Patience.until(() -> group.processes().size() == 3, 60_000)).isTrue();
            group.freeze();
            group.kill();
            assertThat(group.processes()).isEmpty();
            assertThat(child.waitFor().code()).isEqualTo(137);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void devices_that_no_rule_allows_cannot_be_opened(Hierarchies layout) {
        String read = "head -c 0 /dev/kmsg 2> /dev/null";
        String write = "(true > /dev/kmsg) 2> /dev/null";
        String make = "mknod " + folder.resolve("null") + " c 1 3 && echo > " + folder.resolve("null");
        try (CgroupParent parent = Kernel.parent(layout)) {
            try (Cgroup group = group(parent, Limits.NONE)) {
                assertThat(Kernel.run(group, read + " && " + write)).as("without rules").isZero();
            }
            try (Cgroup group = group(parent, Limits.NONE.withDevices(DeviceRule.DEFAULT))) {
                assertThat(group.warnings()).isEmpty();
                assertThat(Kernel.run(group, make)).isZero();
                assertThat(Kernel.run(group, read)).isNotZero();
                assertThat(Kernel.run(group, write)).isNotZero();
            }
            List<DeviceRule> rules = new java.util.ArrayList<>(DeviceRule.DEFAULT);
            rules.add(DeviceRule.allow("c 1:11 r"));
            try (Cgroup group = group(parent, Limits.NONE.withDevices(rules))) {
                assertThat(Kernel.run(group, read)).isZero();
                assertThat(Kernel.run(group, write)).isNotZero();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void limits_are_what_the_kernel_says_they_are(Hierarchies layout) {
        needs(layout, Controller.MEMORY);
        Limits limits = Limits.NONE.with(new MemoryLimits(SMALL, MemorySize.ofMebibytes(16), 2 * SMALL.bytes(), null, false))
                .withPids(9L)
                .with(new CpuLimits(20_000L, 50_000L, 512L, CpuSet.parse("0"), CpuSet.parse("0")));
        try (CgroupParent parent = Kernel.parent(layout); Cgroup group = group(parent, limits)) {
            for (Hierarchy hierarchy : layout.all()) {
                Path own = hierarchy.mount()
                        .resolve(hierarchy.mount().relativize(group.folders().byHierarchy().entrySet().stream()
                        .filter(one -> one.getKey().mount().equals(hierarchy.mount())).findFirst().orElseThrow().getValue()));
                for (Write write : hierarchy.writes(limits)) {
                    String file = ControlFile.read(own.resolve(write.file()));
                    assertThat(file == null ? null : file.strip()).as(write.file())
                            .isEqualTo(file == null && write.discarded() != null ? null : write.value());
                }
            }
            assertThat(Kernel.run(group, "exec true")).isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_disk_is_not_written_faster_than_its_limit_allows(Hierarchies layout) throws Exception {
        needs(layout, Controller.IO);
        String disk = System.getenv("MINI_DOCKER_TEST_DISK");
        assumeTrue(disk != null, "kernel: no disk to write to; the second lane has one");
        Limits limits = Limits.NONE.with(new IoLimits(null, List.of(),
                List.of(new Throttle(DeviceNumber.ofBlockDevice(disk), 1 << 20)), List.of(), List.of()));
        try (CgroupParent parent = Kernel.parent(layout); Cgroup group = group(parent, limits)) {
            long start = System.nanoTime();
            assertThat(Kernel.run(group, "exec dd if=/dev/zero of=" + disk + " bs=256k count=12 oflag=direct 2> /dev/null"))
                    .isZero();
            // Three megabytes at one a second: what an unlimited disk does in milliseconds.
            assertThat(System.nanoTime() - start).isGreaterThan(1_500_000_000L);
            assertThat(group.statistics().io().bytesWritten()).isEqualTo(3 << 20);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void a_limit_that_the_kernel_refuses_is_named_and_leaves_nothing_behind(Hierarchies layout) {
        needs(layout, Controller.IO);
        DeviceNumber none = new DeviceNumber(4000, 77);
        Limits limits = Limits.NONE.with(new IoLimits(null, List.of(new Throttle(none, 1000)), List.of(), List.of(), List.of()));
        try (CgroupParent parent = Kernel.parent(layout)) {
            assertThatThrownBy(() -> group(parent, limits)).isInstanceOf(UserError.class).hasMessageContaining("4000:77")
                    .hasMessageContaining("whole disks");
            assertThat(parent.groups()).isEmpty();
        }
    }

    @Test
    void a_limit_without_its_controller_is_refused_in_one_sentence() {
        Hierarchies real = Hierarchies.ofThisMachine();
        Hierarchies poor = new Hierarchies(real.all().stream().filter(LegacyHierarchy.class::isInstance)
                .filter(hierarchy -> !hierarchy.controllers().contains(Controller.MEMORY)).toList());
        assumeTrue(!poor.all().isEmpty(), "kernel: this machine has no cgroup v1");
        try (CgroupParent parent = Kernel.parent(poor)) {
            assertThatThrownBy(() -> group(parent, Limits.NONE.with(MemoryLimits.of(SMALL)))).isInstanceOf(UserError.class)
                    .hasMessageStartingWith("this limit needs the controller memory, which this machine does not offer");
            assertThat(parent.groups()).isEmpty();
        }
    }

    @Test
    void no_two_groups_have_the_same_name() {
        try (CgroupParent parent = Kernel.parent(Hierarchies.ofThisMachine()); Cgroup group = group(parent, Limits.NONE)) {
            assertThatThrownBy(() -> parent.create(group.name(), Limits.NONE)).isInstanceOf(UserError.class)
                    .hasMessageContaining("already");
            assertThat(parent.groups()).containsExactly(group.name());
        }
    }

    @Test
    void many_come_and_go_at_once_and_nothing_is_left() throws Exception {
        String name = "mini-docker-test-" + UUID.randomUUID();
        CgroupParent parent = CgroupParent.find(Hierarchies.ofThisMachine(), name, 0);
        List<String> descriptors = OpenDescriptors.list();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> runs = IntStream.range(0, 48).mapToObj(i -> threads.submit(() -> {
                try (Cgroup group = group(parent, Limits.NONE.withPids(10L))) {
                    return Kernel.run(group, "exit 7");
                }
            })).toList();
            for (Future<Integer> run : runs) {
                assertThat(run.get()).isEqualTo(7);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(parent.groups()).isEmpty();
        assertThat(OpenDescriptors.list()).as("open before: %s", descriptors).hasSameSizeAs(descriptors);
        parent.close();
        Hierarchies.ofThisMachine().all().forEach(hierarchy -> assertThat(hierarchy.mount().resolve(name)).doesNotExist());
    }
}
