package minidocker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A home on a disk of its own, on which not a byte is free. What cannot be done is said in a sentence, and the engine lives. */
@Timeout(300)
class FullDiskTest {
    private static final String SIZE = "96m";

    private static Path disk;
    private static LiveEngine engine;

    private final String word = UUID.randomUUID().toString();
    private DockerClient docker;

    @BeforeAll
    static void mount() throws Exception {
        Needs.root();
        disk = TestHome.temporary();
        assertThat(Needs.output("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "mini-docker-test", disk.toString())).isEmpty();
        engine = new LiveEngine(disk);
    }

    @AfterAll
    static void unmount() throws Exception {
        if (engine != null) {
            engine.close();
        }
        if (disk != null) {
            // What is used there is in use by something that has been left behind.
            assertThat(Needs.output("umount", disk.toString())).isEmpty();
        }
    }

    @BeforeEach
    void image() throws Exception {
        engine.fetchImage();
        docker = engine.docker();
    }

    @AfterEach
    void makeRoom() throws Exception {
        Files.deleteIfExists(ballast());
        engine.removeAll();
    }

    private static Path ballast() {
        return disk.resolve("ballast");
    }

    private void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream file = Files.newOutputStream(ballast())) {
            while (true) {
                file.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left on device");
        }
    }

    private void free() throws IOException {
        Files.delete(ballast());
    }

    private static int exitCode(DockerClient docker, String id) {
        return docker.waitContainerCmd(id).exec(new WaitContainerResultCallback()).awaitStatusCode(60, TimeUnit.SECONDS);
    }

    private static void assertRefused(ThrowingCallable what) {
        Throwable refusal = catchThrowable(what);
        assertThat(refusal).isInstanceOf(InternalServerErrorException.class);
        assertThat(refusal.getMessage()).containsIgnoringCase("no space left on device").doesNotContain("\tat ", "Exception");
    }

    private void assertAllIsWell() throws Exception {
        String id = LiveEngine.run(docker, "echo", word);
        assertThat(exitCode(docker, id)).isZero();
        assertThat(LiveEngine.log(docker, id)).isEqualTo(word + "\n");
        docker.removeContainerCmd(id).exec();
        try (var containers = Files.list(disk.resolve("containers"))) {
            long known = docker.listContainersCmd().withShowAll(true).exec().size();
            assertThat(containers.filter(one -> !one.getFileName().toString().startsWith(".removed-")).count()).isEqualTo(known);
        }
    }

    @Test
    void create_start_commit_and_copy_say_so_and_work_again_when_there_is_room() throws Exception {
        String created = LiveEngine.container(docker, "true").exec().getId();
        String running = LiveEngine.run(docker, "sleep", "1000");
        fill();
        assertRefused(() -> LiveEngine.container(docker, "true").exec());
        assertRefused(() -> docker.startContainerCmd(created).exec());
        assertRefused(() -> docker.commitCmd(running).withRepository("kept-" + word).exec());
        assertRefused(() -> {
            try (InputStream archive = docker.copyArchiveFromContainerCmd(running, "/bin").exec()) {
                docker.copyArchiveToContainerCmd(running).withRemotePath("/tmp").withTarInputStream(archive).exec();
            }
        });
        docker.pingCmd().exec();
        assertThat(docker.inspectContainerCmd(running).exec().getState().getRunning()).isTrue();
        free();
        assertAllIsWell();
        docker.startContainerCmd(created).exec();
        assertThat(exitCode(docker, created)).isZero();
    }

    @Test
    void a_pull_and_an_import_say_so_and_leave_no_half_image() throws Exception {
        Path archive = TestHome.temporary().resolve("archive.tar");
        assertThat(Needs.output("tar", "-C", "/bin", "-chf", archive.toString(), "sh", "ls", "cat")).isEmpty();
        docker.removeImageCmd(LiveEngine.IMAGE).exec();
        fill();
        assertThat(catchThrowable(() -> engine.fetchImage())).hasMessageContaining("make room");
        Result refused = engine.command().run("import", archive.toString(), "imported-" + word);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).containsIgnoringCase("no space left on device").doesNotContain("\tat ", "Exception");
        assertThat(docker.listImagesCmd().exec()).isEmpty();
        free();
        assertThat(engine.command().run("import", archive.toString(), "imported-" + word).code()).isZero();
        engine.fetchImage();
        assertAllIsWell();
        docker.removeImageCmd("imported-" + word).exec();
    }

    @Test
    void a_container_goes_on_writing_and_what_it_writes_later_is_logged() throws Exception {
        String id = LiveEngine.run(docker, "sh", "-c", "i=0; while :; do echo line $i; i=$((i+1)); sleep 0.02; done");
        LiveEngine.awaitLog(docker, id, "line 1\n");
        fill();
        int before = lastLine(id);
        // Long enough for the container to write more than what a page of the log file still takes.
        TimeUnit.SECONDS.sleep(2);
        assertThat(docker.inspectContainerCmd(id).exec().getState().getRunning()).isTrue();
        docker.pingCmd().exec();
        free();
        Eventually.holds(() -> lastLine(id) > before + 100, () -> "more lines than " + before);
    }

    private int lastLine(String id) {
        try {
            String log = LiveEngine.log(docker, id).strip();
            return Integer.parseInt(log.substring(log.lastIndexOf(' ') + 1));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void containers_are_stopped_and_removed_which_is_what_makes_room() throws Exception {
        String running = LiveEngine.run(docker, "sleep", "1000");
        String stopped = LiveEngine.run(docker, "sleep", "1000");
        fill();
        docker.stopContainerCmd(stopped).withTimeout(0).exec();
        assertThat(docker.inspectContainerCmd(stopped).exec().getState().getStatus()).isEqualTo("exited");
        docker.removeContainerCmd(stopped).exec();
        docker.removeContainerCmd(running).withForce(true).exec();
        assertThat(docker.listContainersCmd().withShowAll(true).exec()).isEmpty();
        free();
        assertAllIsWell();
    }

    @Test
    void an_engine_that_was_killed_comes_back() throws Exception {
        String running = LiveEngine.run(docker, "sleep", "1000");
        fill();
        engine.kill();
        engine.start();
        docker = engine.docker();
        assertThat(docker.inspectContainerCmd(running).exec().getState().getRunning()).isTrue();
        docker.removeContainerCmd(running).withForce(true).exec();
        free();
        assertAllIsWell();
    }
}
