package minidocker.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import minidocker.syscall.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class KilledEngineTest {
    private static final int LINES = 400_000;
    private static final int KILLS = 5;

    @TempDir
    private Path folder;

    /** Both outputs flood while one engine after the other is killed; a number that is missing, double or torn would show. */
    @Test
    void engines_killed_under_load_lose_no_line_and_log_none_twice() throws Exception {
        ContainerStreams.Settings settings = new ContainerStreams.Settings(false, false, false);
        Random random = new Random();
        TestContainer first = new TestContainer(folder, settings, EngineToBeKilled.LOG);
        try (RunningScript process = RunningScript.start(first.streams.open(),
                "seq 1 " + LINES + " >&2 & seq 1 " + LINES + "; wait; printf end")) {
            first.streams.close();
            first.pump.close();
            for (int i = 0; i < KILLS; i++) {
                runAndKill(random.nextInt(150));
            }
            try (TestContainer last = new TestContainer(folder, settings, EngineToBeKilled.LOG)) {
                assertThat(last.streams.reopen()).isTrue();
                assertThat(process.waitFor()).isEqualTo(new ExitStatus.Exited(0));
                last.streams.processEnded(false).join();
                check(last.log());
            }
        }
    }

    private void runAndKill(int afterMillis) throws Exception {
        Process engine = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), EngineToBeKilled.class.getName(),
                folder.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(engine.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("reopened");
            // No condition to wait for: the point is a moment that nobody has chosen.
            TimeUnit.MILLISECONDS.sleep(afterMillis);
        } finally {
            engine.destroyForcibly();
            engine.waitFor();
        }
    }

    private static void check(List<LogEntry> entries) {
        List<String> problems = new ArrayList<>();
        int[] next = {0, 1, 1};
        for (LogEntry entry : entries) {
            String line = new String(entry.text(), StandardCharsets.UTF_8);
            int stream = entry.stream().ordinal();
            if (!line.equals(next[stream] + "\n") && !line.equals("end")) {
                problems.add(entry.stream() + ": " + line.strip() + " instead of " + next[stream]);
                next[stream] = Integer.parseInt(line.strip());
            }
            next[stream]++;
        }
        assertThat(problems).isEmpty();
        assertThat(next).as("the numbers behind the last line of stdout and stderr").containsExactly(0, LINES + 2, LINES + 1);
    }
}
