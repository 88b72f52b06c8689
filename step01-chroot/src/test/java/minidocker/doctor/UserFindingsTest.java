package minidocker.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import minidocker.doctor.Distribution.Family;
import minidocker.doctor.UserFindings.Switches;
import minidocker.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserFindingsTest {
    private static final ProcessStatus ROOT = new ProcessStatus(0, -1, 0, false);
    private static final ProcessStatus ALICE = new ProcessStatus(1000, 0, 0, false);
    private static final Distribution DEBIAN = new Distribution(Family.DEBIAN, true);
    private static final Switches OPEN = new Switches("", "96365\n", "");
    private static final Switches UBUNTU = new Switches("1\n", "96365\n", "1\n");
    private static final Attempt NO = new Attempt.Refused(Errno.EACCES, "mount: EACCES");
    private static final NamespaceTrial GOOD = new NamespaceTrial(Attempt.WORKED, Attempt.WORKED, Attempt.WORKED, Attempt.WORKED,
            Attempt.WORKED,
            Attempt.WORKED, Attempt.WORKED);
    private static final NamespaceTrial POWERLESS = new NamespaceTrial(Attempt.WORKED, Attempt.WORKED, NO, NO, NO, NO, NO);
    private static final Attempt NOTHING = new Attempt.NotTried("nothing to try");

    private static NamespaceTrial refused(Errno errno) {
        return NamespaceTrial.endedAtCreate(new Attempt.Refused(errno, "clone3: " + errno));
    }

    private static Finding judge(ProcessStatus status, Switches switches, NamespaceTrial trial) {
        return UserFindings.userNamespaces(status, switches, trial, DEBIAN);
    }

    @Test
    void what_was_tried_and_worked_counts_more_than_any_switch_for_an_ordinary_user() {
        assertThat(judge(ALICE, OPEN, GOOD).state()).isEqualTo(State.OK);
        assertThat(judge(ALICE, UBUNTU, GOOD).state()).isEqualTo(State.OK);
    }

    @Test
    void without_them_an_ordinary_user_can_run_nothing_and_root_can() {
        assertThat(judge(ALICE, OPEN, refused(Errno.EPERM)).stopsEverything()).isTrue();
        assertThat(judge(ROOT, OPEN, refused(Errno.EPERM)).stopsEverything()).isFalse();
    }

    @Test
    void each_switch_has_its_own_remedy() {
        assertThat(judge(ALICE, new Switches("0\n", "96365", ""), refused(Errno.EPERM)).remedy())
                .contains("kernel.unprivileged_userns_clone=1");
        assertThat(judge(ALICE, new Switches("1", "0\n", ""), refused(Errno.ENOSPC)).remedy())
                .contains("user.max_user_namespaces=");
        assertThat(judge(ALICE, UBUNTU, refused(Errno.EACCES)).remedy())
                .contains("kernel.apparmor_restrict_unprivileged_userns=0");
        assertThat(judge(ALICE, OPEN, refused(Errno.EINVAL)).remedy()).contains("CONFIG_USER_NS");
        assertThat(judge(ALICE, OPEN, refused(Errno.EPERM)).remedy()).contains("seccomp");
    }

    @Test
    void apparmor_lets_them_be_made_and_takes_away_what_they_are_for() {
        Finding finding = judge(ALICE, UBUNTU, POWERLESS);
        assertThat(finding.stopsEverything()).isTrue();
        assertThat(finding.found()).contains("AppArmor");
        assertThat(judge(ALICE, OPEN, POWERLESS).found()).doesNotContain("AppArmor").contains("EACCES");
    }

    @Test
    void where_only_chroot_works_the_first_step_runs() {
        NamespaceTrial noMounts = new NamespaceTrial(Attempt.WORKED, Attempt.WORKED, Attempt.WORKED, NO, NO, NO, NO);
        assertThat(judge(ALICE, OPEN, noMounts).state()).isEqualTo(State.LIMITED);
    }

    @Test
    void a_refused_map_is_not_a_namespace() {
        NamespaceTrial unmapped = NamespaceTrial.endedAtMap(new Attempt.Refused(null, "the kernel refused the ID map"));
        assertThat(judge(ALICE, OPEN, unmapped).found()).contains("refused the ID map");
    }

    @Test
    void root_hears_of_what_ordinary_users_may_not() {
        assertThat(judge(ROOT, OPEN, GOOD).state()).isEqualTo(State.OK);
        assertThat(judge(ROOT, UBUNTU, GOOD).state()).isEqualTo(State.LIMITED);
        assertThat(judge(ROOT, new Switches("0", "1", ""), GOOD).found()).contains("for root alone");
    }

    @Test
    void no_answer_is_no_verdict() {
        assertThat(judge(ALICE, OPEN, NamespaceTrial.endedAtCreate(NOTHING)).stopsEverything()).isFalse();
    }

    @Test
    void root_without_capabilities_is_in_a_container() {
        ProcessStatus docker = ProcessStatus.parse("Name:\tsh\nUid:\t0\t0\t0\t0\nNoNewPrivs:\t0\nSeccomp:\t2\nCapEff:\t00000000a80425fb\n");
        assertThat(docker.seccomp()).isEqualTo(2);
        assertThat(UserFindings.user(docker, "root", "").found()).isEqualTo("root, but without CAP_SYS_ADMIN");
        assertThat(UserFindings.user(ROOT, "root", "         0          0 4294967295\n").state()).isEqualTo(State.OK);
        assertThat(UserFindings.user(ROOT, "root", "         0       1000          1\n").found()).contains("user namespace");
        assertThat(UserFindings.user(ALICE, "alice", "").found()).startsWith("alice (1000)");
    }

    @Test
    void a_status_of_an_odd_kernel_gives_no_privilege() {
        ProcessStatus empty = ProcessStatus.parse("");
        assertThat(empty.isRoot()).isFalse();
        assertThat(empty.may(ProcessStatus.CAP_SYS_ADMIN)).isFalse();
        assertThat(ProcessStatus.parse("CapEff:\t000001ffffffffff\nUid:\t1000\t0\t0\t0").isRoot()).isTrue();
        assertThat(ProcessStatus.parse("CapEff:\tffffffffffffffff").may(ProcessStatus.CAP_SYS_CHROOT)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "alice:100000:65536 | alice:100000:65536 | OK",
        "1000:100000:65536 | alice:100000:65536 | OK",
        "alice:100000:65536\\nalice:300000:10 | alice:1:65536 | OK",
        "alice:100000:1000 | alice:100000:65536 | LIMITED",
        "bob:100000:65536 | bob:100000:65536 | MISSING",
        "alice:100000:65536 | '' | MISSING",
        "alice:100000:0 | alice:100000:65536 | MISSING",
        "# alice\\nalice:x:65536\\nalice:1 | alice:100000:65536 | MISSING",
        "alice:99999999999:65536 | alice:100000:65536 | MISSING",
    })
    void a_range_of_65536_ids_is_wanted(String subuid, String subgid, State expected) {
        Finding finding = UserFindings.subordinateIds(ALICE, "alice", SubordinateRanges.parse(subuid.replace("\\n", "\n")),
                SubordinateRanges.parse(subgid), DEBIAN);
        assertThat(finding.state()).isEqualTo(expected);
    }

    @Test
    void the_range_in_the_remedy_is_nobodys() {
        SubordinateRanges others = SubordinateRanges.parse("bob:100000:65536\ncarol:231072:65536\ndave:165536:65536\n");
        Finding finding = UserFindings.subordinateIds(ALICE, "alice", others, SubordinateRanges.parse(""), DEBIAN);
        assertThat(finding.remedy()).isEqualTo("sudo usermod --add-subuids 296608-362143 --add-subgids 296608-362143 alice");
        assertThat(UserFindings.subordinateIds(ROOT, "root", others, others, DEBIAN).found()).contains("bob, carol, dave");
    }

    private static MapTool tool(String name, boolean setUserId, long capabilities) {
        return new MapTool(name, "/usr/bin/" + name, setUserId, capabilities);
    }

    private static Finding tools(ProcessStatus status, MapTool users, MapTool groups, Attempt trial) {
        return UserFindings.mapTools(status, users, groups, trial, DEBIAN);
    }

    @Test
    void map_tools_are_set_user_id_or_have_their_capability() {
        assertThat(tools(ALICE, tool("newuidmap", true, 0), tool("newgidmap", true, 0), NOTHING).state()).isEqualTo(State.OK);
        assertThat(tools(ALICE, tool("newuidmap", false, 1 << 7), tool("newgidmap", false, 1 << 6), Attempt.WORKED).state())
                .isEqualTo(State.OK);
        Finding wrongOne = tools(ALICE, tool("newuidmap", false, 1 << 7), tool("newgidmap", false, 1 << 7), NOTHING);
        assertThat(wrongOne.remedy()).isEqualTo("sudo chmod u+s /usr/bin/newgidmap");
    }

    @Test
    void map_tools_that_cannot_help_are_limited_and_absent_ones_missing() {
        MapTool none = new MapTool("newgidmap", null, false, 0);
        assertThat(tools(ALICE, tool("newuidmap", true, 0), none, NOTHING).found()).isEqualTo("no newgidmap");
        assertThat(tools(ALICE, tool("newuidmap", true, 0), none, NOTHING).remedy()).isEqualTo("sudo apt install uidmap");
        assertThat(tools(ROOT, tool("newuidmap", true, 0), none, NOTHING).state()).isEqualTo(State.LIMITED);
        ProcessStatus tamed = new ProcessStatus(1000, 0, 0, true);
        assertThat(tools(tamed, tool("newuidmap", true, 0), tool("newgidmap", true, 0), NOTHING).found())
                .contains("no_new_privs");
        Attempt refused = new Attempt.Refused(null, "newuidmap: uid range [1-65537) -> [100000-165536) not allowed");
        assertThat(tools(ALICE, tool("newuidmap", true, 0), tool("newgidmap", true, 0), refused).found()).contains("not allowed");
    }

    @Test
    void file_capabilities_are_read_as_the_kernel_keeps_them() {
        byte[] setuid = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putInt(0x02000001).putInt(1 << 7).putInt(0)
                .putInt(1).putInt(0).array();
        assertThat(MapTool.permitted(setuid)).isEqualTo(1L << 7 | 1L << 32);
        assertThat(MapTool.permitted(null)).isZero();
        assertThat(MapTool.permitted(new byte[12])).isZero();
    }
}
