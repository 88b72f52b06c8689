package minidocker.syscall;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.ProcessCalls.execve;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import minidocker.testing.OpenDescriptors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
@Tag("unprivileged")
class ObservationTest {
    private static SyscallProgram shell(String script) {
        return SyscallProgram.inNewProcess("a shell").then(chdir("/"), "somewhere")
                .then(execve("/bin/sh", List.of("sh", "-c", script), List.of("PATH=/usr/bin:/bin")), "and there it is");
    }

    @Test
    void what_a_program_writes_is_caught_with_its_end() {
        String said = UUID.randomUUID().toString();
        Observation observation = Observation.of(shell("cat; echo " + said + "; echo oh " + said + " >&2; exit 7"));
        assertThat(observation.out()).isEqualTo(said + "\n");
        assertThat(observation.err()).isEqualTo("oh " + said + "\n");
        assertThat(observation.status()).isEqualTo(new ExitStatus.Exited(7));
        assertThat(observation.failure()).isEmpty();
        assertThat(observation).hasToString(said + "\noh " + said + "\nexit code 7\n");
        assertThat(observation.trace()).extracting(TracedCall::number).containsExactly(1, 2);
        assertThat(observation.trace().get(0).result()).isZero();
    }

    @Test
    void much_output_is_caught_whole() {
        assertThat(Observation.of(shell("i=0; while [ $i -lt 20000 ]; do echo 123456789; i=$((i+1)); done")).out()).hasSize(200_000);
    }

    @Test
    void a_call_that_fails_is_named_by_its_sentence() {
        String missing = "/" + UUID.randomUUID();
        Observation observation = Observation.of(SyscallProgram.inNewProcess("nobody").then(chdir(missing), "there is none"));
        assertThat(observation.failure()).hasValueSatisfying(sentence -> assertThat(sentence)
                .isEqualTo("chdir path=" + missing + ": ENOENT (No such file or directory)"));
        assertThat(observation.status()).isEqualTo(new ExitStatus.Exited(126));
        assertThat(observation.trace()).singleElement().satisfies(call -> assertThat(call.failed()).isTrue());
    }

    @Test
    void what_stays_in_the_background_is_not_waited_for() {
        Observation observation = Observation.of(shell("sleep 60 & echo $!"));
        assertThat(observation.status().code()).isZero();
        Linux.kill(Integer.parseInt(observation.out().strip()), Signal.SIGKILL.number());
    }

    @Test
    void no_descriptor_is_left() throws Exception {
        Observation.of(shell("true"));
        int before = OpenDescriptors.list().size();
        for (int i = 0; i < 50; i++) {
            Observation.of(shell("true"));
        }
        assertThat(OpenDescriptors.list()).hasSizeLessThanOrEqualTo(before);
    }
}
