package minidocker.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineArchiveTest {
    private static final String PROPERTY = "minidocker.engine.archive";
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    private Path folder;
    private Path archive;

    @BeforeEach
    void name() {
        archive = folder.resolve("archive");
        System.setProperty(PROPERTY, archive.toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(PROPERTY);
    }

    private void write(String content, FileTime time) throws IOException {
        Files.writeString(archive, content);
        Files.setLastModifiedTime(archive, time);
    }

    @Test
    void one_that_bears_the_time_of_the_jvm_is_used() throws Exception {
        write("classes", Files.getLastModifiedTime(JAVA));
        assertThat(EngineArchive.use()).singleElement().asString().endsWith("=" + archive);
    }

    @Test
    void one_of_another_time_is_half_a_file_or_for_another_jvm() throws Exception {
        write("classes", FileTime.fromMillis(Files.getLastModifiedTime(JAVA).toMillis() + 1000));
        assertThat(EngineArchive.use()).isEmpty();
    }

    @Test
    void none_is_needed() throws Exception {
        assertThat(EngineArchive.use()).isEmpty();
        write("", Files.getLastModifiedTime(JAVA));
        assertThat(EngineArchive.use()).isEmpty();
        System.clearProperty(PROPERTY);
        assertThat(EngineArchive.use()).isEmpty();
    }
}
