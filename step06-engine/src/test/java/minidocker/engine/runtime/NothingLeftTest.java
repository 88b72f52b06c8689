package minidocker.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import minidocker.cgroups.Hierarchies;
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

    /** Some that Java opens by the way; one for each container would be far more. */
    private static final int BY_THE_WAY = 20;

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    /** Other programs on the machine may mount what they like; what is ours names our folder. */
    private static List<String> mountsOf(TestContainers containers) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.filter(line -> line.contains(containers.folder.toString())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
    }

    @Test
    void of_two_hundred_containers_no_mount_group_process_or_descriptor_is_left() throws Exception {
        try (TestContainers containers = new TestContainers()) {
            Bundle bundle = containers.bundle(spec -> spec, "sh", "-c", "exec sleep 1000");
            // What is made once, by the first.
            live(containers, bundle);
            int before = descriptors();
            ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
            try {
                List<Future<?>> all = new ArrayList<>();
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
            Eventually.holds(() -> descriptors() <= before + BY_THE_WAY, () -> before + " descriptors as before, and not "
                    + descriptors());
            assertThat(mountsOf(containers)).isEmpty();
            assertThat(children()).isEmpty();
            assertThat(Hierarchies.ofThisMachine().all())
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
