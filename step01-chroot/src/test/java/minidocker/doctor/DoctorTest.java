package minidocker.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import minidocker.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DoctorTest {
    private static final Finding GOOD = new Finding("kernel", State.OK, true, "Linux 6.1", "every step", "");
    private static final Finding LIMITED = new Finding("tun device", State.LIMITED, false, "for root alone", "step 6: networks",
            "chmod 666 /dev/net/tun");
    private static final Finding FATAL = new Finding("clone3", State.MISSING, true, "forbidden", "every step",
            "leave the container");

    @Test
    void this_machine_is_examined_and_says_what_to_do_about_everything_that_is_missing() {
        // A busy machine may need a second try to answer within the seconds that a user is made to wait.
        List<Finding> findings = IntStream.range(0, 5).mapToObj(i -> Doctor.examine())
                .filter(all -> all.stream().noneMatch(finding -> finding.found().startsWith("could not be found out")))
                .findFirst().orElseGet(Doctor::examine);
        assertThat(findings).extracting(Finding::name).doesNotHaveDuplicates()
                .contains("kernel", "clone3", "user namespaces", "subordinate IDs", "newuidmap",
                "cgroups", "own cgroups", "overlayfs", "seccomp", "nft or iptables", "pasta or slirp", "tun device", "Java",
                        "JDKs");
        assertThat(findings).noneMatch(finding -> finding.found().startsWith("could not be found out"));
        assertThat(findings).allMatch(finding -> finding.state() == State.OK || !finding.remedy().isBlank());
    }

    @Test
    void a_question_that_hangs_or_fails_costs_its_own_answer_only() {
        Section hanging = new Section("hanging", new CompletableFuture<>());
        String reason = UUID.randomUUID().toString();
        Section failing = Section.of("failing", () -> {
            throw new UnsatisfiedLinkError(reason);
        });
        Section good = Section.of("good", () -> List.of(GOOD));
        good.answer().join();
        assertThat(failing.answer()).failsWithin(Duration.ofMinutes(1));
        long start = System.nanoTime();
        List<Finding> findings = Section.collect(List.of(hanging, failing, good), Duration.ofMillis(200));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        assertThat(findings).extracting(Finding::name).containsExactly("hanging", "failing", "kernel");
        assertThat(findings.get(1).found()).contains(reason);
    }

    @Test
    void a_trial_leaves_nothing_behind(@TempDir Path parent) throws IOException {
        String mountsBefore = Files.readString(Path.of("/proc/self/mountinfo"));
        NamespaceTrial trial = Trials.namespaces(!Needs.isRoot(), parent);
        assertThat(parent).isEmptyDirectory();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mountsBefore);
        assertThat(trial.create()).isNotNull();
    }

    @Test
    void root_can_mount_what_the_steps_need(@TempDir Path parent) {
        Needs.root();
        NamespaceTrial trial = Trials.namespaces(false, parent);
        assertThat(trial.create()).isEqualTo(Attempt.WORKED);
        assertThat(trial.tmpfs()).isEqualTo(Attempt.WORKED);
        assertThat(trial.chroot()).isEqualTo(Attempt.WORKED);
        assertThat(trial.overlayInMemory()).isEqualTo(Attempt.WORKED);
    }

    @Test
    void a_parent_that_cannot_hold_layers_leaves_the_kernel_to_be_asked() {
        NamespaceTrial trial = Trials.namespaces(!Needs.isRoot(), Path.of("/proc"));
        assertThat(trial.overlayOnDisk()).isInstanceOf(Attempt.NotTried.class);
        assertThat(trial.create()).isNotInstanceOf(Attempt.NotTried.class);
    }

    @Test
    void a_command_that_refuses_is_quoted(@TempDir Path folder) throws IOException {
        String word = UUID.randomUUID().toString();
        Path script = folder.resolve("tool");
        Files.writeString(script, "#!/bin/sh\necho \"$1\" >&2\nexit 3\n");
        assertThat(Trials.command("/bin/sh", script.toString(), word)).isEqualTo(new Attempt.Refused(null, word));
        assertThat(Trials.command(folder.resolve("absent").toString())).isInstanceOf(Attempt.Refused.class);
        assertThat(Trials.command("/bin/sh", "-c", "exit 0")).isEqualTo(Attempt.WORKED);
        assertThat(Trials.command("/bin/sh", "-c", "exec sleep 20").why()).contains("no answer");
    }

    @Test
    void text_fits_the_screen_and_is_coloured_only_on_request() {
        List<Finding> findings = List.of(GOOD, LIMITED, FATAL,
                new Finding("own cgroups", State.MISSING, false, "a-very-long-name/".repeat(12), "step 3: ".repeat(20),
                        "do this ".repeat(30)));
        for (int width : new int[] {60, 80, 110, 200}) {
            String text = new ReportText(width, false).of(findings);
            assertThat(text.lines()).allMatch(line -> line.length() <= width);
            assertThat(text).doesNotContain("\033");
        }
        assertThat(new ReportText(80, false).of(findings).replaceAll("\\s+", "")).contains("a-very-long-name/".repeat(12));
        String coloured = new ReportText(80, true).of(findings);
        assertThat(coloured).contains("\033[31mmissing\033[0m");
        assertThat(coloured.replaceAll("\033\\[[0-9]*m", "")).isEqualTo(new ReportText(80, false).of(findings));
    }

    @Test
    void a_name_that_was_found_cannot_command_the_terminal() {
        Finding hostile = new Finding("JDKs", State.OK, false, "17 in /usr/lib/jvm/\033[2J\nx", "building", "");
        assertThat(new ReportText(80, false).of(List.of(hostile))).contains("/usr/lib/jvm/?[2J?x");
    }

    @Test
    void the_last_line_says_whether_anything_runs() {
        assertThat(ReportText.summary(List.of(GOOD))).isEqualTo("Everything runs here.");
        assertThat(ReportText.summary(List.of(GOOD, LIMITED))).contains("tun device");
        assertThat(ReportText.summary(List.of(GOOD, LIMITED, FATAL))).startsWith("Nothing runs").contains("clone3")
                .doesNotContain("tun");
    }

    @Test
    void json_escapes_what_json_must() {
        assertThat(ReportJson.string("a\"b\\c\n\t\u0001\u00e9\ud83d\ude00"))
                .isEqualTo("\"a\\\"b\\\\c\\n\\t\\u0001\u00e9\ud83d\ude00\"");
        assertThat(ReportJson.string("\ud83d")).isEqualTo("\"\\ud83d\"");
        assertThat(ReportJson.of(List.of(GOOD, FATAL))).startsWith("{\n  \"runs\": false,")
                .contains("\"state\": \"missing\", \"essential\": true")
                .contains("{\"name\": \"kernel\", \"state\": \"ok\"");
    }

    @Test
    void a_finding_without_a_remedy_is_refused_where_something_is_missing() {
        assertThatThrownBy(() -> new Finding("x", State.MISSING, false, "none", "something", " "))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
