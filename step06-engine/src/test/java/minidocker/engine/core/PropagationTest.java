package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import minidocker.engine.Refusal;
import minidocker.namespaces.MountTree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropagationTest {
    private static final MountTree HOST = MountTree.parse("""
            20 1 8:1 / / rw - ext4 /dev/sda1 rw
            30 20 0:30 / /nowhere/shared rw shared:7 - tmpfs tmpfs rw
            31 30 0:31 / /nowhere/shared/slave rw master:7 - tmpfs tmpfs rw
            32 30 0:32 / /nowhere/shared/over rw shared:8 - tmpfs tmpfs rw
            33 32 0:33 / /nowhere/shared/over rw - tmpfs tmpfs rw
            """);

    @ParameterizedTest
    @CsvSource({"/nowhere/shared/a, rshared", "/nowhere/shared/a, rslave", "/nowhere/shared/slave/a, slave", "/nowhere/sharedness, rprivate",
        "/nowhere, private"})
    void a_mount_tells_what_the_hosts_mount_tells(Path source, String wanted) {
        assertThatCode(() -> Propagation.check(source, wanted, HOST)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"/nowhere/a, rshared, /, shared", "/nowhere/sharedness, shared, /, shared", "/nowhere/a, rslave, /, shared or slave",
        "/nowhere/shared/slave/a, rshared, /nowhere/shared/slave, shared", "/nowhere/shared/over/a, shared, /nowhere/shared/over, shared"})
    void what_the_hosts_mount_does_not_tell_is_refused_in_dockers_words(Path source, String wanted, String mount, String kind) {
        assertThatThrownBy(() -> Propagation.check(source, wanted, HOST)).isInstanceOf(Refusal.class).hasMessage("path " + source + " is mounted on " + mount + " but it is not a " + kind + " mount");
    }
}
