package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Needs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a container sees, told by itself; with the host's users, with those of a user namespace, and with an init and other
 * clocks.
 */
@Tag("kernel")
@Timeout(300)
class InsideTest {
    private static final String HOSTNAME = "box-" + UUID.randomUUID().toString().substring(0, 8);
    private static final Map<String, String> QUESTIONS = new LinkedHashMap<>();
    private static Map<String, Map<String, String>> seen;

    static {
        QUESTIONS.put("mountinfo", "cat /proc/self/mountinfo");
        QUESTIONS.put("ps", "ps -eo pid,comm --no-headers");
        QUESTIONS.put("dev", "ls -1 /dev");
        QUESTIONS.put("links", "for l in fd stdin stdout stderr core ptmx; do echo $l $(readlink /dev/$l); done");
        QUESTIONS.put("devices", "for d in null zero full random urandom tty; do stat -c '%n %F %t:%T %a' /dev/$d; done");
        QUESTIONS.put("usable", "echo x > /dev/null && head -c 3 /dev/zero | od -An -tx1 && head -c 4 /dev/urandom | wc -c && head -c 1 /dev/zero > /dev/full");
        QUESTIONS.put("shm", "stat -c %a /dev/shm && echo in > /dev/shm/file && cat /dev/shm/file");
        QUESTIONS.put("pts", "ls -1 /dev/pts");
        QUESTIONS.put("hostname", "hostname");
        QUESTIONS.put("net", "ip -o link; ip -o addr; ping -c 1 -W 2 127.0.0.1 >/dev/null 2>&1; echo $?");
        QUESTIONS.put("sys", "mkdir /sys/kernel/x; echo 1 > /sys/kernel/profiling; ls /sys/class/net");
        QUESTIONS.put("descriptors", "ls /proc/self/fd");
        QUESTIONS.put("signals", "grep -E '^Sig(Blk|Ign)' /proc/self/status");
        QUESTIONS.put("capabilities", "grep -E '^Cap' /proc/self/status");
        QUESTIONS.put("umask", "umask");
        QUESTIONS.put("pwd", "pwd; readlink /proc/self/cwd /proc/self/root");
        QUESTIONS.put("mknod", "mknod /tmp/disk b 8 0; mount -t tmpfs x /tmp | head -n 1; hostname other");
        QUESTIONS.put("limits", "ulimit -n");
        QUESTIONS.put("up", "ls / | md5sum; ls /../../.. | md5sum; ls / | wc -l");
    }

    static List<String> kinds() {
        return List.of("root", "user namespace", "init and clocks");
    }

    @BeforeAll
    static void look() {
        Needs.root();
        String script = Containers.script(QUESTIONS);
        seen = new LinkedHashMap<>();
        look("root", Containers.run("-h", HOSTNAME, "sh", "-c", script));
        look("user namespace", Containers.run("-h", HOSTNAME, "--userns", "private", "sh", "-c", script));
        look("init and clocks",
                Containers.run("-h", HOSTNAME, "--init", "--time-offset", "100000", "-v", "/etc/passwd:/v:ro", "sh", "-c",
                script));
    }

    private static void look(String kind, Result result) {
        assertThat(result.err()).isEmpty();
        seen.put(kind, Containers.sections(result.out()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void none_of_the_hosts_mounts_is_there(String kind) {
        List<String> targets = seen.get(kind).get("mountinfo").lines().map(line -> line.split(" ")[4]).toList();
        assertThat(targets).contains("/", "/proc", "/sys", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue");
        List<String> expected = Stream.of("/", "/proc", "/sys", "/dev", "/dev/(pts|shm|mqueue)", "/v",
                "/dev/(null|zero|full|random|urandom|tty)").toList();
        assertThat(targets).allMatch(target -> expected.stream().anyMatch(target::matches));
        assertThat(targets).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void no_mount_is_shared_with_the_host(String kind) {
        assertThat(seen.get(kind).get("mountinfo").lines()).noneMatch(line -> line.contains(" shared:"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void sys_is_read_only_and_shows_its_own_network(String kind) {
        assertThat(seen.get(kind).get("mountinfo").lines().filter(line -> line.split(" ")[4].equals("/sys"))).singleElement()
                .asString().contains("ro,nosuid,nodev,noexec");
        String sys = seen.get(kind).get("sys");
        assertThat(sys.lines()
                .filter(line -> line.contains("Read-only") || line.contains("Permission denied")
                || line.contains("not permitted"))).hasSizeGreaterThanOrEqualTo(1);
        assertThat(sys).endsWith("\nlo");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void ps_shows_its_own_processes_only(String kind) {
        List<String> processes = seen.get(kind).get("ps").lines().map(String::strip).toList();
        if (kind.startsWith("init")) {
            assertThat(processes.get(0)).matches("1 .*init");
            assertThat(processes.get(1)).isEqualTo("2 sh");
            assertThat(processes).hasSize(3);
        } else {
            assertThat(processes.get(0)).isEqualTo("1 sh");
            assertThat(processes).hasSize(2);
        }
        assertThat(processes.get(processes.size() - 1)).endsWith(" ps");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void dev_holds_exactly_the_usual_names(String kind) {
        assertThat(seen.get(kind).get("dev").lines())
                .containsExactlyInAnyOrder("core", "fd", "full", "mqueue", "null", "ptmx", "pts", "random", "shm", "stderr",
                "stdin", "stdout", "tty",
                "urandom", "zero");
        assertThat(seen.get(kind).get("links").lines())
                .containsExactly("fd /proc/self/fd", "stdin /proc/self/fd/0", "stdout /proc/self/fd/1", "stderr /proc/self/fd/2",
                "core /proc/kcore",
                "ptmx pts/ptmx");
        assertThat(seen.get(kind).get("pts").lines()).containsExactly("ptmx");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void devices_are_the_right_ones_and_work(String kind) {
        assertThat(seen.get(kind).get("devices").lines())
                .containsExactly("/dev/null character special file 1:3 666", "/dev/zero character special file 1:5 666",
                "/dev/full character special file 1:7 666", "/dev/random character special file 1:8 666",
                        "/dev/urandom character special file 1:9 666",
                "/dev/tty character special file 5:0 666");
        assertThat(seen.get(kind).get("usable").lines().map(String::strip)).startsWith("00 00 00", "4").last().asString()
                .contains("No space left on device");
        assertThat(seen.get(kind).get("shm").lines()).containsExactly("1777", "in");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void its_hostname_is_its_own(String kind) throws IOException {
        assertThat(seen.get(kind).get("hostname")).isEqualTo(HOSTNAME);
        assertThat(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip()).isNotEqualTo(HOSTNAME);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void its_network_is_a_loopback_device_that_is_up(String kind) {
        String net = seen.get(kind).get("net");
        assertThat(net.lines().filter(line -> line.contains("link/"))).singleElement().asString()
                .matches("1: lo: <LOOPBACK,UP,LOWER_UP>.*");
        assertThat(net).contains("inet 127.0.0.1/8");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void it_has_three_open_files_and_starts_in_the_root(String kind) {
        // The fourth is that of ls itself.
        assertThat(seen.get(kind).get("descriptors").lines()).containsExactly("0", "1", "2", "3");
        assertThat(seen.get(kind).get("pwd").lines()).containsExactly("/", "/", "/");
        assertThat(seen.get(kind).get("umask")).isEqualTo("0022");
        // Signals 1 to 28; a machine may ignore one of the C library's own.
        assertThat(seen.get(kind).get("signals")).matches("SigBlk:\t0+\nSigIgn:\t[0-9a-f]{9}0{7}");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void root_in_it_has_few_capabilities(String kind) {
        assertThat(seen.get(kind).get("capabilities")).isEqualTo("""
                CapInh:\t0000000000000000
                CapPrm:\t00000000a00425fb
                CapEff:\t00000000a00425fb
                CapBnd:\t00000000a00425fb
                CapAmb:\t0000000000000000""");
        assertThat(seen.get(kind).get("mknod").lines().filter(line -> !line.contains("dmesg(1)"))).hasSize(3)
                .allMatch(line -> line.matches(".*(denied|not permitted|must be).*"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void above_its_root_there_is_its_root(String kind) {
        List<String> sums = seen.get(kind).get("up").lines().toList();
        assertThat(sums.get(0)).isEqualTo(sums.get(1));
        assertThat(Integer.parseInt(sums.get(2))).isGreaterThan(5);
    }
}
