package minidocker.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import minidocker.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelFindingsTest {
    private static final Set<String> ALL_KINDS = Set.of("cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "user",
            "uts");

    private static ProcessStatus underFilter(int seccomp) {
        return new ProcessStatus(0, -1, seccomp, false);
    }

    private static Attempt refused(Errno errno) {
        return new Attempt.Refused(errno, "clone3: " + errno);
    }

    @ParameterizedTest
    @CsvSource({
        "6.18.44-fc-v657, OK", "5.12.0, OK", "5.12-rc3, OK", "10.0.1, OK", "6.1.0-18-amd64, OK",
                "5.15.153.1-microsoft-standard-WSL2, OK",
        "5.10.0-28-amd64, LIMITED", "5.5.0, LIMITED", "custom-build, LIMITED", "'', LIMITED",
        "5.4.0-150-generic, MISSING", "4.18.0-553.el8_10.x86_64, MISSING", "3.10.0, MISSING"})
    void a_kernel_from_5_5_on_is_needed_and_5_12_wanted(String release, State expected) {
        Finding finding = KernelFindings.kernel("Linux", release + "\n");
        assertThat(finding.state()).isEqualTo(expected);
        assertThat(finding.found()).contains(release);
        assertThat(finding.stopsEverything()).isEqualTo(expected == State.MISSING);
    }

    @Test
    void the_first_wsl_is_told_apart_from_an_old_kernel() {
        assertThat(KernelFindings.kernel("Linux", "4.4.0-19041-Microsoft").remedy()).contains("wsl --set-version");
        assertThat(KernelFindings.kernel("Linux", "4.4.0-19041-generic").remedy()).doesNotContain("wsl");
    }

    @Test
    void another_system_than_linux_stops_everything() {
        assertThat(KernelFindings.kernel("Mac OS X", "").stopsEverything()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "x86_64", "aarch64"})
    void two_architectures_are_known(String name) {
        assertThat(KernelFindings.architecture(name).state()).isEqualTo(State.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"riscv64", "i386", "arm", "ppc64le", "s390x", ""})
    void others_stop_everything(String name) {
        assertThat(KernelFindings.architecture(name).stopsEverything()).isTrue();
    }

    @Test
    void a_clone3_that_a_new_kernel_does_not_have_is_forbidden_by_a_filter() {
        Finding dockers = KernelFindings.clone3(refused(Errno.ENOSYS), underFilter(2), "6.1.0");
        assertThat(dockers.stopsEverything()).isTrue();
        assertThat(dockers.remedy()).contains("--privileged");
        assertThat(KernelFindings.clone3(refused(Errno.EPERM), underFilter(2), "6.1.0").found()).contains("filter");
        assertThat(KernelFindings.clone3(refused(Errno.ENOSYS), underFilter(0), "5.2.0").found())
                .contains("kernel does not have it");
        assertThat(KernelFindings.clone3(refused(Errno.EINVAL), underFilter(0), "5.4.0").found()).contains("CLONE_CLEAR_SIGHAND");
    }

    @Test
    void a_clone3_without_an_answer_is_no_verdict() {
        assertThat(KernelFindings.clone3(new Attempt.NotTried("late"), underFilter(0), "6.1.0").state()).isEqualTo(State.LIMITED);
        assertThat(KernelFindings.clone3(Attempt.WORKED, underFilter(0), "garbage").state()).isEqualTo(State.OK);
    }

    @Test
    void missing_kinds_of_namespaces_are_named() {
        assertThat(KernelFindings.namespaces(ALL_KINDS, null).state()).isEqualTo(State.OK);
        Finding noNet = KernelFindings.namespaces(Set.of("mnt", "pid", "uts", "ipc", "cgroup"), null);
        assertThat(noNet.state()).isEqualTo(State.LIMITED);
        assertThat(noNet.found()).endsWith("no net");
        assertThat(KernelFindings.namespaces(Set.of(), null).stopsEverything()).isTrue();
    }

    @Test
    void root_that_may_not_make_namespaces_is_told_so() {
        Finding finding = KernelFindings.namespaces(ALL_KINDS, refused(Errno.EPERM));
        assertThat(finding.stopsEverything()).isTrue();
        assertThat(finding.found()).contains("EPERM");
    }

    @Test
    void seccomp_needs_filters_and_is_limited_under_one() {
        assertThat(KernelFindings.seccomp(underFilter(0), "kill_process trap errno allow\n").found()).isEqualTo("filters");
        assertThat(KernelFindings.seccomp(underFilter(0), "kill_process user_notif allow\n").found()).contains("notification");
        assertThat(KernelFindings.seccomp(underFilter(2), "kill_process allow\n").state()).isEqualTo(State.LIMITED);
        assertThat(KernelFindings.seccomp(underFilter(0), "").state()).isEqualTo(State.MISSING);
        assertThat(KernelFindings.seccomp(ProcessStatus.parse("Name:\tjava\n"), "").found()).contains("built without");
    }
}
