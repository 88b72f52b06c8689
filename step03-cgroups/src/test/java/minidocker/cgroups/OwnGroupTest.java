package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import minidocker.testing.Needs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Where nothing is delegated but the group that we ourselves are in, and alone: what systemd-run --scope -p Delegate=yes gives.
 */
@Tag("kernel")
@Timeout(300)
class OwnGroupTest {
    @Test
    void we_leave_our_own_group_to_divide_it_and_come_back_when_all_is_over() throws Exception {
        Needs.root();
        UnifiedHierarchy unified = Hierarchies.ofThisMachine().unified();
        assumeTrue(unified != null, "kernel: no cgroup v2");
        Path own = Files.createDirectory(unified.mount().resolve("mini-docker-test-" + UUID.randomUUID()));
        try {
            Process alone = new ProcessBuilder("/bin/sh", "-c", "echo $$ > " + own + "/cgroup.procs && exec \"$@\"", "sh",
                    Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp",
                    System.getProperty("java.class.path"), Alone.class.getName(), own.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String output = new String(alone.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(alone.waitFor()).as(output).isZero();
            assertThat(output.lines()).containsExactly("born in [mini-docker]", "the child ended with 7", "alone again, with []");
        } finally {
            Files.walk(own).filter(Files::isDirectory).sorted((a, b) -> b.compareTo(a)).forEach(group -> group.toFile().delete());
        }
        assertThat(own).doesNotExist();
    }

    static final class Alone {
        public static void main(String[] arguments) throws IOException {
            Path own = Path.of(arguments[0]);
            UnifiedHierarchy hierarchy = new UnifiedHierarchy(own, own,
                    Controller.ofUnifiedNames(Files.readString(own.resolve("cgroup.controllers"))));
            try (CgroupParent parent = CgroupParent.find(new Hierarchies(List.of(hierarchy)), "mini-docker", 1000)) {
                try (Cgroup group = parent.create(GroupName.random("inner"), Limits.NONE)) {
                    System.out.println("born in " + children(own).stream().filter(name -> !name.endsWith(".self")).toList());
                    System.out.println("the child ended with " + Kernel.run(group, "exit 7"));
                }
            }
            boolean back = Files.readString(own.resolve("cgroup.procs")).strip()
                    .equals(Long.toString(ProcessHandle.current().pid()));
            System.out.println((back ? "alone again" : "not back") + ", with " + children(own));
        }

        private static List<String> children(Path group) throws IOException {
            try (Stream<Path> files = Files.list(group)) {
                return files.filter(Files::isDirectory).map(file -> file.getFileName().toString()).toList();
            }
        }
    }
}
