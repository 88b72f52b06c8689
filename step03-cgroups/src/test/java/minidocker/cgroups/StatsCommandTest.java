package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import minidocker.cli.UserError;
import minidocker.syscall.Child;
import minidocker.testing.Needs;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Tag("kernel")
@Timeout(300)
class StatsCommandTest {
    private static String stats(String... arguments) throws Exception {
        StatsCommand command = new StatsCommand();
        new CommandLine(command).parseArgs(arguments);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            assertThat(command.call()).isZero();
        } finally {
            System.setOut(before);
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_container_is_shown_with_what_it_uses_and_may_use() throws Exception {
        Needs.root();
        assumeTrue(Hierarchies.ofThisMachine().with(Controller.MEMORY) != null, "kernel: no memory controller");
        GroupName name = GroupName.random("busy");
        try (CgroupParent parent = CgroupParent.find();
                Cgroup group = parent.create(name, Limits.NONE.with(MemoryLimits.of(MemorySize.parse("77m"))));
                Child child = Kernel.start(group, "while :; do :; done & exec sleep 1000")) {
            assertThat(Patience.until(() -> group.processes().size() == 2, 60_000)).isTrue();
            String table = stats("--no-stream", name.id().substring(0, 8));
            assertThat(table.lines()).hasSize(2);
            assertThat(table.lines().skip(1).findFirst().orElseThrow())
                    .matches(name.id() + " +busy +[1-9][0-9]*\\.[0-9]{2}% +[0-9.]+[KM]iB / 77MiB +.* 2")
                    .contains("0B / 0B");
            assertThat(stats("--no-stream", "busy")).contains(name.id());
            if (group.statistics().pressure().isEmpty()) {
                Assertions.assertThatThrownBy(() -> stats("--no-stream", "--pressure", "busy")).isInstanceOf(UserError.class)
                        .hasMessageStartingWith("this kernel does not tell about pressure");
            } else {
                assertThat(stats("--no-stream", "--pressure", "busy")).contains("CPU STALL")
                        .containsPattern("([0-9.]+% / [0-9.]+% +){2}[0-9.]+% / [0-9.]+%\\n");
            }
            assertThat(child.pid()).isPositive();
        }
    }

    @Test
    void one_that_is_not_there_is_named() {
        Needs.root();
        String id = GroupName.random("").id();
        Assertions.assertThatThrownBy(() -> stats("--no-stream", id)).isInstanceOf(UserError.class)
                .hasMessageStartingWith("No such container: " + id);
    }
}
