package minidocker.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import minidocker.doctor.Distribution.Family;
import minidocker.syscall.Errno;
import org.junit.jupiter.api.Test;

/** Filesystems, network and Java. */
class MachineFindingsTest {
    private static final ProcessStatus ROOT = new ProcessStatus(0, -1, 0, false);
    private static final ProcessStatus ALICE = new ProcessStatus(1000, 0, 0, false);
    private static final Distribution DEBIAN = new Distribution(Family.DEBIAN, true);
    private static final Attempt YES = Attempt.WORKED;
    private static final Attempt NOTHING = new Attempt.NotTried("nothing to try");

    private static Attempt no(Errno errno) {
        return new Attempt.Refused(errno, "mount: " + errno);
    }

    private static NamespaceTrial overlays(Attempt onDisk, Attempt inMemory) {
        return new NamespaceTrial(YES, YES, YES, YES, YES, onDisk, inMemory);
    }

    private static Finding overlay(ProcessStatus status, NamespaceTrial ours, NamespaceTrial inUserNamespace, String release) {
        return FilesystemFindings.overlay(status, ours, inUserNamespace, "/srv (nfs)", release, DEBIAN);
    }

    @Test
    void overlayfs_is_ok_where_root_and_others_have_it() {
        assertThat(overlay(ROOT, overlays(YES, YES), overlays(YES, YES), "6.1").state()).isEqualTo(State.OK);
        assertThat(overlay(ALICE, overlays(YES, YES), overlays(YES, YES), "6.1").state()).isEqualTo(State.OK);
        NamespaceTrial old = overlays(no(Errno.EPERM), no(Errno.EPERM));
        Finding rootOnly = overlay(ROOT, overlays(YES, YES), old, "5.10.0");
        assertThat(rootOnly.state()).isEqualTo(State.LIMITED);
        assertThat(rootOnly.remedy()).contains("5.11");
        assertThat(overlay(ALICE, old, old, "5.10.0").state()).isEqualTo(State.MISSING);
    }

    @Test
    void the_disks_refusal_is_told_from_the_kernels() {
        NamespaceTrial disk = overlays(no(Errno.EINVAL), YES);
        assertThat(overlay(ALICE, disk, disk, "6.1").found()).contains("/srv (nfs)");
        assertThat(overlay(ALICE, disk, disk, "6.1").remedy()).contains("MINI_DOCKER_HOME");
        NamespaceTrial kernel = overlays(no(Errno.ENODEV), no(Errno.ENODEV));
        assertThat(overlay(ALICE, kernel, kernel, "6.1").remedy()).startsWith("sudo modprobe overlay");
        NamespaceTrial none = NamespaceTrial.endedAtCreate(no(Errno.EPERM));
        assertThat(overlay(ALICE, none, none, "6.1").found()).startsWith("not tried");
        assertThat(List.of(disk, kernel, none)).as("the other storage driver is named")
                .allMatch(trial -> overlay(ALICE, trial, trial, "6.1").found().contains("copied"));
        NamespaceTrial full = overlays(YES, YES).withoutDisk(NOTHING);
        assertThat(overlay(ROOT, full, full, "6.1").state()).isEqualTo(State.LIMITED);
    }

    @Test
    void a_hidden_proc_is_told_from_a_forbidden_mount() {
        assertThat(FilesystemFindings.proc(overlays(YES, YES)).state()).isEqualTo(State.OK);
        assertThat(FilesystemFindings.proc(new NamespaceTrial(YES, YES, YES, YES, no(Errno.EPERM), YES, YES)).remedy())
                .contains("systempaths");
        assertThat(FilesystemFindings.proc(new NamespaceTrial(YES, YES, YES, no(Errno.EPERM), no(Errno.EPERM), YES, YES)).found())
                .contains("nothing may");
        assertThat(FilesystemFindings.proc(NamespaceTrial.endedAtCreate(no(Errno.EPERM))).state()).isEqualTo(State.LIMITED);
    }

    @Test
    void storage_must_be_writable_and_have_room() {
        long gib = 1L << 30;
        assertThat(FilesystemFindings.storage("/var/lib/x", true, 20 * gib).found()).isEqualTo("/var/lib/x, 20 GiB free");
        assertThat(FilesystemFindings.storage("/var/lib/x", true, gib - 1).state()).isEqualTo(State.LIMITED);
        assertThat(FilesystemFindings.storage("/nonexistent/x", false, 20 * gib).state()).isEqualTo(State.MISSING);
    }

    @Test
    void one_firewall_is_enough_if_it_answers() {
        assertThat(NetworkFindings.firewall(null, "/sbin/iptables", NOTHING, DEBIAN).state()).isEqualTo(State.OK);
        assertThat(NetworkFindings.firewall("/sbin/nft", null, YES, DEBIAN).found()).contains("tried");
        assertThat(NetworkFindings.firewall("/sbin/nft", null, new Attempt.Refused(null, "netlink: No such file"), DEBIAN)
                .state())
                .isEqualTo(State.LIMITED);
        assertThat(NetworkFindings.firewall(null, null, NOTHING, DEBIAN).remedy()).isEqualTo("sudo apt install nftables");
    }

    @Test
    void only_ordinary_users_miss_a_network_of_theirs() {
        assertThat(NetworkFindings.userNetwork(ALICE, null, null, DEBIAN).state()).isEqualTo(State.MISSING);
        assertThat(NetworkFindings.userNetwork(ROOT, null, null, DEBIAN).state()).isEqualTo(State.LIMITED);
        assertThat(NetworkFindings.userNetwork(ALICE, null, "/bin/slirp4netns", DEBIAN).found()).isEqualTo("/bin/slirp4netns");
    }

    @Test
    void the_tun_device_is_for_who_may_open_it() {
        assertThat(NetworkFindings.tun(ALICE, YES, true, DEBIAN).state()).isEqualTo(State.OK);
        assertThat(NetworkFindings.tun(ROOT, YES, false, DEBIAN).state()).isEqualTo(State.LIMITED);
        assertThat(NetworkFindings.tun(ALICE, no(Errno.EACCES), false, DEBIAN).remedy()).isEqualTo("sudo chmod 666 /dev/net/tun");
        assertThat(NetworkFindings.tun(ALICE, no(Errno.ENOENT), false, DEBIAN).remedy()).startsWith("sudo modprobe tun");
        assertThat(NetworkFindings.tun(ROOT, no(Errno.EPERM), true, DEBIAN).remedy()).contains("--device");
    }

    @Test
    void a_release_file_names_the_version_of_a_java() {
        JavaInstallation java = JavaInstallation.parse("/j",
                "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"17.0.15\"\nJAVA_VERSION_DATE=\"2025\"\n", true).orElseThrow();
        assertThat(java.version()).isEqualTo("17.0.15");
        assertThat(java.feature()).isEqualTo(17);
        assertThat(new JavaInstallation("/j", "1.8.0_402", true).feature()).isEqualTo(8);
        assertThat(new JavaInstallation("/j", "26-ea", true).feature()).isEqualTo(26);
        assertThat(new JavaInstallation("/j", "internal", true).feature()).isZero();
        assertThat(JavaInstallation.parse("/j", "nothing here", true)).isEqualTo(Optional.empty());
    }

    @Test
    void a_jdk_from_17_on_is_needed_to_build() {
        JavaInstallation runtime = new JavaInstallation("/jre", "25.0.1", false);
        JavaInstallation old = new JavaInstallation("/old", "11.0.2", true);
        assertThat(JavaFindings.installed(List.of(runtime, old), DEBIAN).state()).isEqualTo(State.LIMITED);
        assertThat(JavaFindings.installed(List.of(runtime, old, new JavaInstallation("/j", "17", true)), DEBIAN).state())
                .isEqualTo(State.OK);
        assertThat(JavaFindings.installed(List.of(), DEBIAN).state()).isEqualTo(State.MISSING);
        assertThat(JavaFindings.running("11.0.2", "/old").stopsEverything()).isTrue();
        assertThat(JavaFindings.running("25", "/new").state()).isEqualTo(State.OK);
    }

    @Test
    void the_distribution_decides_on_the_command() {
        String ubuntu = "NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n";
        assertThat(Distribution.parse(ubuntu, false).install("uidmap", "shadow-utils")).isEqualTo("sudo apt install uidmap");
        assertThat(Distribution.parse("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", true).install("uidmap", "shadow-utils"))
                .isEqualTo("dnf install shadow-utils");
        assertThat(Distribution.parse("ID='linuxmint'\nID_LIKE='ubuntu debian'", true).family()).isEqualTo(Family.DEBIAN);
        assertThat(Distribution.parse("", false).install("uidmap", "shadow-utils")).contains("uidmap", "shadow-utils");
        assertThat(Distribution.parse("VERSION_ID=debian\n", false).family()).isEqualTo(Family.OTHER);
    }
}
