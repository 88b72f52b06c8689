package minidocker.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import minidocker.syscall.Signal;
import minidocker.testing.CommandLineRun;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The maker of a container is killed with -9; the container lives on, and the next one finds it. */
@Tag("kernel")
@Timeout(300)
class AdoptionTest {
    private TestContainers containers;
    private final List<ContainerProcess> adopted = new ArrayList<>();

    @BeforeEach
    void needsRoot() {
        Needs.root();
        containers = new TestContainers();
    }

    @AfterEach
    void deleteAll() {
        adopted.forEach(ContainerProcess::delete);
        if (containers != null) {
            containers.runtime.sweep(Set.of());
            containers.close();
        }
    }

    /** Starts them in another process, kills that with -9, and returns who was started. */
    private List<ProcessIdentity> orphans(Bundle... bundles) {
        List<String> arguments = new ArrayList<>(List.of(containers.folder.resolve("run").toString()));
        for (Bundle bundle : bundles) {
            arguments.add(bundle.folder().toString());
        }
        try (CommandLineRun.Running maker = CommandLineRun.of(Starter.class, System.getProperty("java.class.path"))
                .start(arguments.toArray(new String[0]))) {
            String out = maker.awaitOut("all are there");
            maker.signal("KILL");
            maker.result();
            return out.lines().filter(line -> line.matches("[0-9]+ [0-9]+")).map(line -> line.split(" "))
                    .map(words -> new ProcessIdentity(Integer.parseInt(words[0]), Long.parseLong(words[1]))).toList();
        }
    }

    private ContainerProcess find(Bundle bundle, ProcessIdentity identity) {
        ContainerProcess found = containers.runtime.find(TestContainers.id(bundle), bundle, identity).orElseThrow();
        adopted.add(found);
        return found;
    }

    @Test
    void it_lives_on_and_everything_can_be_done_to_it() throws IOException {
        Bundle bundle = containers.bundle(spec -> spec, "sleep", "1000");
        ProcessIdentity identity = orphans(bundle).get(0);
        assertThat(identity.isThere()).isTrue();
        ContainerProcess found = find(bundle, identity);
        assertThat(found.exit()).isNotDone();
        assertThat(found.processes()).containsExactly(identity.pid());
        assertThat(found.trace(80)).contains("pivot_root");
        assertThat(TestContainers.exec(found, "cat", "/proc/1/cmdline").out()).isEqualTo("sleep\0" + "1000\0");
        found.pause();
        assertThat(found.isPaused()).isTrue();
        found.resume();
        found.signal(Signal.SIGKILL.number());
        // 137, or 255 where nobody tells any more: the kernel is older than 6.15 and its new parent was quicker than we.
        assertThat(TestContainers.await(found).code()).isIn(137, 255);
        found.delete();
        adopted.remove(found);
        assertThat(find(containers)).isEmpty();
    }

    private static List<Path> find(TestContainers containers) throws IOException {
        List<Path> groups = new ArrayList<>();
        for (minidocker.cgroups.Hierarchy hierarchy : minidocker.cgroups.Hierarchies.ofThisMachine().all()) {
            Path folder = hierarchy.mount().resolve(containers.runtime.groupName());
            if (Files.exists(folder)) {
                groups.add(folder);
            }
        }
        return groups;
    }

    @Test
    void its_exit_code_is_told_where_the_kernel_knows_it() {
        Bundle bundle = containers.bundle(spec -> spec, "sh", "-c", "trap 'exit 42' TERM; while :; do sleep 0.05; done");
        ProcessIdentity identity = orphans(bundle).get(0);
        ContainerProcess found = find(bundle, identity);
        // A shell that is process 1 hears no SIGTERM before it has read its script: 14 is the signal's bit.
        Eventually.holds(() -> catchesTerm(identity.pid()), () -> "a shell that catches SIGTERM");
        found.signal(Signal.SIGTERM.number());
        assertThat(TestContainers.await(found).code()).isIn(42, 255);
    }

    private static boolean catchesTerm(int pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/status")).matches("(?s).*SigCgt:\\s[0-9a-f]*[4-7c-f][0-9a-f]{3}\\s.*");
        } catch (IOException ended) {
            return false;
        }
    }

    @Test
    void making_another_one_before_all_are_found_leaves_them_alone() {
        Bundle bundle = containers.bundle(spec -> spec, "sleep", "1000");
        ProcessIdentity identity = orphans(bundle).get(0);
        assertThat(containers.run("true").code()).isZero();
        assertThat(find(bundle, identity).exit()).isNotDone();
    }

    @Test
    void one_that_has_ended_is_not_found_and_what_it_left_is_swept() throws IOException {
        Bundle bundle = containers.bundle(spec -> spec, "sleep", "1000");
        Bundle other = containers.bundle(spec -> spec, "sleep", "1000");
        List<ProcessIdentity> identities = orphans(bundle, other);
        minidocker.syscall.Linux.kill(identities.get(0).pid(), 9);
        Eventually.holds(() -> !identities.get(0).isThere(), () -> "the end of " + identities.get(0));
        assertThat(containers.runtime.find(TestContainers.id(bundle), bundle, identities.get(0))).isEmpty();
        assertThat(containers.runtime.find(TestContainers.id(other), other,
                new ProcessIdentity(identities.get(1).pid(), identities.get(1).startTime() + 1))).isEmpty();
        containers.runtime.sweep(Set.of());
        Eventually.holds(() -> !identities.get(1).isThere(), () -> "the end of one whose group was swept");
        assertThat(find(containers)).isEmpty();
    }

    @Test
    void one_that_was_only_created_ends_with_its_maker() throws IOException {
        Bundle bundle = containers.bundle(spec -> spec, "sleep", "1000");
        Files.createFile(bundle.folder().resolve("only-created"));
        ProcessIdentity identity = orphans(bundle).get(0);
        Eventually.holds(() -> !identity.isThere(), () -> "the end of one that was never started");
    }

    @Test
    void the_status_of_a_zombie_is_read_as_wait_writes_it() {
        assertThat(Ending.zombieStatus("12 (a ) b) Z 1 2 3 9")).isEqualTo(9);
        assertThat(Ending.zombieStatus("12 (a) S 1 2 3 9")).isEqualTo(-1);
        assertThat(Ending.decode(9).code()).isEqualTo(137);
        assertThat(Ending.decode(7 << 8).code()).isEqualTo(7);
    }
}
