package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.UserNamespace;
import minidocker.syscall.Child;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.Linux;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallProgram;
import minidocker.testing.CommandLineRun.Running;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.OpenDescriptors;
import minidocker.testing.SlowMachine;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing is left of containers, however many there were and however their maker ended. */
@Tag("kernel")
@Timeout(600)
class ManyContainersTest {
    private static final int ONE_AFTER_THE_OTHER = SlowMachine.repetitions(1000);
    private static final int AT_ONCE = 50;
    private static final Set<Namespace> USUAL = EnumSet.complementOf(EnumSet.of(Namespace.TIME, Namespace.USER));

    private final String mark = UUID.randomUUID().toString();
    private List<String> mounts;
    private List<String> descriptors;
    private Set<Integer> children;

    @BeforeAll
    static void root() {
        Needs.root();
        TestHome.hostbox();
    }

    @BeforeEach
    void count() throws IOException {
        run(USUAL, "true");
        mounts = mounts();
        descriptors = OpenDescriptors.list();
        children = new TreeSet<>(Containers.children(Linux.getpid()));
    }

    private static List<String> mounts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().map(line -> line.split(" ")[4]).sorted().toList();
    }

    private void assertThatNothingIsLeft() throws IOException {
        Eventually.holds(() -> Containers.withEnvironment(mark).isEmpty(), () -> "the end of "
                + Containers.withEnvironment(mark));
        assertThat(mounts()).isEqualTo(mounts);
        assertThat(OpenDescriptors.list()).as("open before: %s", descriptors).hasSizeLessThanOrEqualTo(descriptors.size());
        assertThat(new TreeSet<>(Containers.children(Linux.getpid()))).isEqualTo(children);
    }

    private ContainerSpec spec(Set<Namespace> own, String... command) {
        boolean user = own.contains(Namespace.USER);
        return new ContainerSpec(new RootFilesystem.Folder(TestHome.hostbox().toString()),
                new ProcessSpec(List.of(command), List.of("PATH=/bin:/usr/bin", "MARK=" + mark), "/", null), own, "box", false,
                List.of(),
                List.of(), false, false, 0, user, true, Capability.kept(false, own));
    }

    private ExitStatus run(Set<Namespace> own, String... command) {
        try (Child child = start(own, command)) {
            child.awaitExec();
            return child.waitFor();
        }
    }

    private Child start(Set<Namespace> own, String... command) {
        Child child = Child.spawn(ContainerProgram.of(spec(own, command)));
        if (own.contains(Namespace.USER)) {
            UserMaps.decide(List.of(), List.of()).write(child.pid());
            child.open(UserNamespace.GATE);
        }
        return child;
    }

    @Test
    void many_one_after_the_other() throws IOException {
        Set<Namespace> withUsers = new TreeSet<>(USUAL);
        withUsers.add(Namespace.USER);
        for (int i = 0; i < ONE_AFTER_THE_OTHER; i++) {
            assertThat(run(i % 10 == 0 ? withUsers : USUAL, "true")).isEqualTo(new ExitStatus.Exited(0));
        }
        assertThatNothingIsLeft();
    }

    @Test
    void a_hundred_that_fail() throws IOException {
        for (int i = 0; i < 50; i++) {
            assertFails(ContainerProgram.of(spec(USUAL, "/no/such/program")), null);
            ContainerSpec clocks = new ContainerSpec(new RootFilesystem.Folder(TestHome.hostbox().toString()),
                    new ProcessSpec(List.of("/no/such/program"), List.of("MARK=" + mark), "/", null),
                    EnumSet.of(Namespace.PID, Namespace.TIME, Namespace.MOUNT), null, false, List.of(), List.of(), false, false,
                            5, false, true, Set.of());
            assertFails(ContainerProgram.of(clocks), ContainerProgram.CONTAINER);
        }
        assertThatNothingIsLeft();
    }

    private static void assertFails(SyscallProgram program, String second) {
        try (Child child = Child.spawn(program, Map.of())) {
            try {
                child.awaitExec();
            } finally {
                if (second != null) {
                    child.becomes(second);
                }
            }
            throw new AssertionError("it came to its execve");
        } catch (ProgramFailure expected) {
            assertThat(expected).hasMessageContaining("execve pathname=/no/such/program");
        }
    }

    @Test
    void fifty_at_once() throws Exception {
        Set<String> namespaces = new ConcurrentSkipListSet<>();
        CountDownLatch allRun = new CountDownLatch(AT_ONCE);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<ExitStatus>> ends = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                int code = i;
                ends.add(threads.submit(() -> {
                    try (Child child = start(USUAL, "sh", "-c", "trap 'exit " + code + "' TERM; while :; do sleep 0.1; done")) {
                        child.awaitExec();
                        namespaces.add(Containers.namespace(child.pid(), "mnt"));
                        namespaces.add(Containers.namespace(child.pid(), "net"));
                        namespaces.add(Containers.namespace(child.pid(), "pid_for_children"));
                        allRun.countDown();
                        allRun.await();
                        Eventually.holds(() -> (Long.parseLong(Containers.status(child.pid(), "SigCgt"), 16) & 1 << 14) != 0,
                                () -> "its trap");
                        child.signal(15);
                        return child.waitFor();
                    }
                }));
            }
            for (int i = 0; i < AT_ONCE; i++) {
                assertThat(ends.get(i).get(2, TimeUnit.MINUTES)).isEqualTo(new ExitStatus.Exited(i));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(namespaces).hasSize(3 * AT_ONCE);
        assertThatNothingIsLeft();
        for (int pid : Containers.processes()) {
            for (String kind : List.of("mnt", "net", "pid")) {
                try {
                    assertThat(namespaces)
                            .doesNotContain(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind)).toString());
                } catch (IOException gone) {
                    continue;
                }
            }
        }
    }

    @Test
    void twenty_at_once_by_the_command_line() throws IOException {
        List<Running> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(Containers.start("-e", "MARK=" + mark, "sh", "-c", "sleep 0.5; exit " + i));
        }
        for (int i = 0; i < 20; i++) {
            try (Running one = all.get(i)) {
                assertThat(one.result().code()).isEqualTo(i);
            }
        }
        assertThatNothingIsLeft();
    }

    @Test
    void killed_at_any_moment_it_takes_its_container_along() throws Exception {
        Random random = new Random();
        for (int round = 0; round < SlowMachine.repetitions(12); round++) {
            List<Running> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String[] kinds = {"--uts=private", "--init", "--time-offset=5", "--userns=private", "--read-only"};
                all.add(Containers.start(kinds[i], "-e", "MARK=" + mark, "sleep", "1000"));
            }
            // They come to their clone after some tenths of a second, all at about the same time, and are through a few
            // milliseconds later.
            Running last = all.get(random.nextInt(all.size()));
            Eventually.holds(() -> !Containers.children(last.pid()).isEmpty(), () -> "a child");
            TimeUnit.MICROSECONDS.sleep(random.nextInt(8000));
            for (Running one : all) {
                one.signal("KILL");
            }
            for (Running one : all) {
                assertThat(one.result().code()).isEqualTo(137);
                one.close();
            }
            Eventually.holds(() -> Containers.withEnvironment(mark).isEmpty(), () -> "the end of "
                    + Containers.withEnvironment(mark));
        }
        assertThatNothingIsLeft();
    }
}
