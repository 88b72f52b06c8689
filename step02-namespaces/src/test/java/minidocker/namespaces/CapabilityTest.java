package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.User;
import minidocker.syscall.ExitStatus;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which capabilities a program has, whoever it runs as. */
@Tag("kernel")
@Timeout(300)
class CapabilityTest {
    private static final Set<Namespace> OWN = EnumSet.complementOf(EnumSet.of(Namespace.TIME, Namespace.USER));
    private static final Set<Capability> FEW = EnumSet.of(Capability.CAP_CHOWN, Capability.CAP_NET_RAW);

    @BeforeAll
    static void root() {
        Needs.root();
        TestHome.hostbox();
    }

    private static ContainerSpec spec(Set<Capability> kept, User user, boolean init, String script) {
        return new ContainerSpec(new RootFilesystem.Folder(TestHome.hostbox().toString()),
                new ProcessSpec(List.of("/bin/sh", "-c", script), List.of("PATH=/bin:/usr/bin"), "/", user), OWN, "box", false,
                List.of(), List.of(), false, init, 0, false, true, kept);
    }

    static Stream<Arguments> usersAndCapabilities() {
        return Stream.of(Set.<Capability>of(), FEW, Capability.DEFAULT).flatMap(kept ->
                Stream.of(new User(1234, 5678), new User(0, 7)).flatMap(user ->
                        Stream.of(false, true).map(init -> Arguments.of(kept, user, init))));
    }

    @ParameterizedTest
    @MethodSource("usersAndCapabilities")
    void a_program_becomes_its_user_also_where_it_may_not_change_users_itself(Set<Capability> kept, User user, boolean init) {
        String script = "[ $(id -u):$(id -g):$(id -G) = %d:%d:%d ] || exit 3; while read key value; do case $key in CapBnd:) [ $value = %016x ] || exit 4;; "
                + "CapEff:|CapPrm:) [ $value = %016x ] || exit 5;; CapInh:|CapAmb:) [ $value = %016x ] || exit 6;; esac; done < /proc/self/status";
        long bits = bits(kept);
        ContainerSpec spec = spec(kept, user, init, String.format(script, user.uid(), user.gid(), user.gid(), bits, user.uid() == 0 ? bits : 0,
                0));
        assertThat(new ContainerRun(spec, null, List.of()).run(false)).isEqualTo(new ExitStatus.Exited(0));
    }

    private static long bits(Set<Capability> capabilities) {
        return capabilities.stream().mapToLong(capability -> 1L << capability.ordinal()).sum();
    }

    @Test
    void what_is_needed_to_become_the_user_goes_last_and_before_the_wish_to_die_with_us() {
        List<String> calls = ContainerProgram.of(spec(FEW, new User(0, 7), true, "true")).toString().lines().toList();
        int user = calls.indexOf("setresuid ruid=0 euid=0 suid=0");
        assertThat(calls.subList(0, user)).anyMatch(call -> call.equals("prctl option=PR_CAPBSET_DROP arg2=CAP_SETUID"))
                .filteredOn(call -> call.startsWith("capset")).singleElement().asString().contains("CAP_SETGID|CAP_SETUID");
        assertThat(calls.get(user + 1)).startsWith("capset").contains("CAP_CHOWN|CAP_NET_RAW ").doesNotContain("CAP_SETUID");
        assertThat(calls.get(user + 2)).isEqualTo("prctl option=PR_SET_PDEATHSIG arg2=SIGKILL");
    }
}
