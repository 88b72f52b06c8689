package minidocker.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hundred containers, and nothing is left. */
@Tag("kernel")
@Timeout(600)
class NothingLeftTest {
    private static final int CONTAINERS = 200;
    private static final int AT_ONCE = 4;

    @BeforeEach
    void needsRoot() {
        Needs.root();
    }

    private record Counted(int descriptors, String mounts, boolean children) {
        static Counted now() throws Exception {
            return new Counted(new File("/proc/self/fd").list().length, Files.readString(Path.of("/proc/self/mountinfo")),
                    ProcessHandle.current().children().findAny().isPresent());
        }
    }

    @Test
    void of_two_hundred_containers_no_mount_group_process_or_descriptor_is_left() throws Exception {
        try (TestContainers containers = new TestContainers()) {
            Bundle bundle = containers.bundle(spec -> spec, "sh", "-c", "exec sleep 1000");
            // What is made once, by the first.
            live(containers, bundle);
            Counted before = Counted.now();
            ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
            try {
                List<Future<?>> all = new java.util.ArrayList<>();
                for (int worker = 0; worker < AT_ONCE; worker++) {
                    all.add(workers.submit(() -> {
                        Bundle own = containers.bundle(spec -> spec, "sleep", "1000");
                        for (int i = 0; i < CONTAINERS / AT_ONCE; i++) {
                            live(containers, own);
                        }
                    }));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            } finally {
                workers.shutdown();
            }
            Eventually.holds(() -> {
                try {
                    return Counted.now().equals(before);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }, () -> {
                try {
                    return "what there was before: " + before + " and not " + Counted.now() + " "
                            + List.of(new File("/proc/self/fd").listFiles());
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(minidocker.cgroups.Hierarchies.ofThisMachine().all())
                    .noneMatch(hierarchy -> Files.exists(hierarchy.mount().resolve(containers.runtime.groupName())));
        }
    }

    private static void live(TestContainers containers, Bundle bundle) {
        ContainerProcess container = containers.runtime.create(TestContainers.id(bundle), bundle, new Streams.Console(80, 24));
        container.start();
        assertThat(TestContainers.exec(container, "true").code()).isZero();
        container.delete();
    }
}
