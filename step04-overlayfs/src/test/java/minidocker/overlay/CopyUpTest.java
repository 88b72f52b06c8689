package minidocker.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import minidocker.syscall.Child;
import minidocker.syscall.Errno;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class CopyUpTest {
    @Test
    void a_file_is_copied_whole_when_it_is_opened_for_writing_and_not_before() throws Exception {
        Needs.root();
        Path folder = Files.createTempDirectory(TestHome.temporary(), "copy-up");
        Path layer = Files.createDirectories(folder.resolve("layer"));
        int size = 3_000_000;
        Files.write(layer.resolve(CopyUp.LARGE), new byte[size]);
        Files.write(layer.resolve(CopyUp.OTHER), new byte[size]);
        Files.createDirectory(layer.resolve(CopyUp.FOLDER));
        for (String part : List.of("upper", "work", "merged")) {
            Files.createDirectory(folder.resolve(part));
        }
        Files.createSymbolicLink(folder.resolve("0"), layer);
        try (Child child = Child.spawn(CopyUp.program(false,
                new OverlayRoot(folder, List.of(layer), folder.resolve("upper"), false)))) {
            child.awaitExec();
            child.waitFor();
            List<CopyUp.Outcome> outcomes = CopyUp.outcomes(child);
            assertThat(outcomes.get(0).copy()).as("after opening to read").isNull();
            assertThat(outcomes.get(1).copy().size()).as("after opening to write").isEqualTo(size);
            assertThat(outcomes.get(4).copy().size()).as("after a chmod").isEqualTo(size);
            assertThat(outcomes.get(5).call().result()).as("renaming a folder of the layer").isEqualTo(-Errno.EXDEV.number());
            assertThat(outcomes.get(7).copy().isDirectory()).as("renaming a folder of the upper").isTrue();
        }
        assertThat(Files.readAllBytes(layer.resolve(CopyUp.LARGE))).isEqualTo(new byte[size]);
        assertThat(folder.resolve("upper").resolve(CopyUp.LARGE)).exists();
    }
}
