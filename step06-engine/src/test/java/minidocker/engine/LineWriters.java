package minidocker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import minidocker.engine.LiveEngine.Output;

/** Containers that write numbered lines until they are asked to end, and who was first process in each. */
final class LineWriters {
    private static final String SCRIPT = "trap 'echo $WORD $i end; exit 0' TERM; i=0; "
            + "while :; do echo $WORD $i line; i=$((i + 1)); [ $((i % 20)) != 0 ] || sleep 0.2; done";

    private record Writer(String id, String word, boolean terminal, long pid) {}

    private final List<Writer> writers = new ArrayList<>();

    /** Among them some with a terminal, and some with a log of the other kind. */
    LineWriters(DockerClient docker, int count) {
        for (int i = 0; i < count; i++) {
            String word = UUID.randomUUID().toString();
            boolean terminal = i % 4 == 1;
            HostConfig host = HostConfig.newHostConfig().withNetworkMode("none");
            if (i % 4 == 2) {
                host.withLogConfig(new LogConfig(LogConfig.LoggingType.LOCAL, Map.of("max-size", "200m")));
            }
            String id = docker.createContainerCmd(LiveEngine.IMAGE).withCmd("sh", "-c", SCRIPT).withEnv("WORD=" + word)
                    .withTty(terminal).withHostConfig(host).exec().getId();
            docker.startContainerCmd(id).exec();
            writers.add(new Writer(id, word, terminal, state(docker, id).getPidLong()));
        }
    }

    private static InspectContainerResponse.ContainerState state(DockerClient docker, String id) {
        return docker.inspectContainerCmd(id).exec().getState();
    }

    List<String> ids() {
        return writers.stream().map(Writer::id).toList();
    }

    /** None has stopped, and the engine says so. */
    void assertAlive(DockerClient docker) {
        for (Writer writer : writers) {
            InspectContainerResponse.ContainerState state = state(docker, writer.id);
            assertThat(state.getStatus()).as("the state of a container that nobody has ended: " + state).isEqualTo("running");
            assertThat(state.getPidLong()).isEqualTo(writer.pid);
            assertThat(ProcessHandle.of(writer.pid)).get().matches(ProcessHandle::isAlive);
        }
    }

    /** Ends them, and looks whether all that they wrote is in their logs, once, in order and whole. */
    void endAndCheckLogs(DockerClient docker) throws InterruptedException {
        for (Writer writer : writers) {
            docker.stopContainerCmd(writer.id).withTimeout(60).exec();
        }
        Map<String, String> problems = new LinkedHashMap<>();
        for (Writer writer : writers) {
            Output output = docker.logContainerCmd(writer.id).withStdOut(true).withTailAll().exec(new Output());
            output.await();
            String problem = problem(writer.word, output.of("STDOUT") + output.of("RAW").replace("\r\n", "\n"));
            if (!problem.isEmpty()) {
                problems.put(writer.terminal ? "with a terminal" : "without", problem);
            }
        }
        assertThat(problems).isEmpty();
    }

    private static String problem(String word, String log) {
        Pattern pattern = Pattern.compile(word + " ([0-9]+) (line|end)");
        int next = 0;
        boolean ended = false;
        for (String line : log.split("\n")) {
            Matcher matcher = pattern.matcher(line);
            if (ended || !matcher.matches()) {
                return "a line that nobody wrote behind number " + (next - 1) + ": " + line;
            }
            // Asked between the line and its count it ends with the number of its last line.
            ended = matcher.group(2).equals("end");
            int number = Integer.parseInt(matcher.group(1));
            if (number != next && !(ended && number == next - 1)) {
                return "number " + number + " behind " + (next - 1);
            }
            next++;
        }
        return ended ? "" : "no last line behind number " + (next - 1);
    }
}
