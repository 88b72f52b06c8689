package minidocker.engine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.json.JsonObject;
import minidocker.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SystemRoutesTest {

    @Test
    void the_version_tells_what_this_is() throws Exception {
        Needs.root();
        try (ApiServer api = new ApiServer()) {
            JsonObject version = api.get("/version").object();
            assertThat(version.string("ApiVersion")).isEqualTo("1.44");
            assertThat(version.string("MinAPIVersion")).isEqualTo("1.24");
            assertThat(version.string("GitCommit")).isEqualTo("0123abcd");
            assertThat(version.string("KernelVersion")).isEqualTo(Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
            assertThat(version.objects("Components").get(0).object("Details").string("ApiVersion")).isEqualTo("1.44");
        }
    }

    @Test
    void info_counts_and_describes_the_machine() throws Exception {
        Needs.root();
        try (ApiServer api = new ApiServer()) {
            JsonObject info = api.get("/info").object();
            assertThat(info.number("Containers")).isZero();
            assertThat(info.number("Images")).isZero();
            assertThat(info.string("DockerRootDir")).isEqualTo(api.home.data().toString());
            assertThat(info.number("MemTotal")).isPositive();
            assertThat(info.string("CgroupVersion")).isIn("1", "2");
            assertThat(info.string("ID")).isEqualTo(api.get("/info").object().string("ID")).isNotBlank();
            assertThat(api.mistakes).isEmpty();
        }
    }
}
