package minidocker.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({"linux/amd64, linux/amd64", "linux/x86_64, linux/amd64", "linux/amd64/v1, linux/amd64",
            "linux/amd64/v3, linux/amd64/v3",
        "linux/aarch64, linux/arm64", "linux/arm64/v8, linux/arm64", "linux/arm64/8, linux/arm64",
                "linux/arm64/v9, linux/arm64/v9",
        "linux/arm, linux/arm/v7", "linux/armhf, linux/arm/v7", "linux/armel, linux/arm/v6", "linux/arm/6, linux/arm/v6",
        "linux/i386, linux/386", "arm64, linux/arm64", "Linux/PPC64LE, linux/ppc64le", "macos/arm64, darwin/arm64"})
    void every_name_of_a_platform_means_the_same_one(String text, String normalised) {
        assertThat(Platform.parse(text)).hasToString(normalised);
    }

    @Test
    void an_operating_system_alone_is_this_processor() {
        assertThat(Platform.parse("linux")).isEqualTo(Platform.host());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "linux/", "linux/amd64/v1/x", "li nux/amd64"})
    void what_is_no_platform_is_refused(String text) {
        assertThatThrownBy(() -> Platform.parse(text)).isInstanceOf(InvalidReference.class)
                .hasMessageContaining("os/architecture");
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64,    linux/amd64, linux/386",
        "linux/amd64/v3, linux/amd64/v3, linux/amd64/v2, linux/amd64, linux/386",
        "linux/arm64,    linux/arm64, linux/arm/v8, linux/arm/v7, linux/arm/v6, linux/arm/v5",
        "linux/arm/v7,   linux/arm/v7, linux/arm/v6, linux/arm/v5",
        "linux/arm/v5,   linux/arm/v5",
        "linux/s390x,    linux/s390x"})
    void older_processors_images_run_too_best_first(org.junit.jupiter.params.aggregator.ArgumentsAccessor row) {
        Platform platform = Platform.parse(row.getString(0));
        assertThat(platform.runnable()).extracting(Platform::toString)
                .containsExactlyElementsOf(row.toList().stream().skip(1).map(String::valueOf).toList());
    }

    @Test
    void a_newer_processors_image_does_not_run() {
        assertThat(Platform.parse("linux/arm/v6").rank(Platform.parse("linux/arm/v7"))).isEqualTo(-1);
        assertThat(Platform.parse("linux/amd64").rank(Platform.parse("linux/amd64/v2"))).isEqualTo(-1);
        assertThat(Platform.parse("linux/amd64").rank(Platform.parse("windows/amd64"))).isEqualTo(-1);
        assertThat(Platform.parse("linux/arm64").rank(new Platform("linux", "arm64", "v8"))).isZero();
    }
}
