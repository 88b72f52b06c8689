package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;
import minidocker.syscall.Observation;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container by its classes and without a command line, as notebooks have it. */
@Tag("kernel")
@Timeout(300)
class ContainerRunTest {
    @BeforeAll
    static void needsRoot() {
        Needs.root();
    }

    @Test
    void an_observed_container_gives_back_what_it_wrote_and_how_it_ended() {
        String word = UUID.randomUUID().toString();

        Observation seen = ContainerRun.of(ContainerSpec.usual(TestHome.hostbox(), "sh", "-c", "echo " + word + " $$; exit 7")).observe();

        assertThat(seen.out()).isEqualTo(word + " 1\n");
        assertThat(seen.status().code()).isEqualTo(7);
        assertThat(seen.failure()).isEmpty();
    }

    @Test
    void a_started_container_can_be_looked_at_from_outside_and_ends_with_its_scope() {
        int pid;
        try (Child container = ContainerRun.of(ContainerSpec.usual(TestHome.hostbox(), "sleep", "600")).start()) {
            pid = container.pid();

            assertThat(NamespacePicture.of(Linux.getpid(), pid).shared()).contains("user").doesNotContain("mnt", "uts", "ipc", "pid", "net");
            assertThat(MountTree.of(pid).mounts()).extracting(MountTree.Mounted::point).contains("/", "/proc", "/dev");
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }
}
