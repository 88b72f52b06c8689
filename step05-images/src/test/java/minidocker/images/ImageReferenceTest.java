package minidocker.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "alpine,                          docker.io, library/alpine, alpine",
        "docker.io/alpine,                docker.io, library/alpine, alpine",
        "index.docker.io/alpine,          docker.io, library/alpine, alpine",
        "library/alpine,                  docker.io, library/alpine, alpine",
        "docker.io/library/alpine,        docker.io, library/alpine, alpine",
        "someone/alpine,                  docker.io, someone/alpine, someone/alpine",
        "library/a/b,                     docker.io, library/a/b, library/a/b",
        "localhost/app,                   localhost, app, localhost/app",
        "localhost:5000/app,              localhost:5000, app, localhost:5000/app",
        "localhost.d/app,                 localhost.d, app, localhost.d/app",
        "quay.io/a/b__c/d-e---f.g_h,      quay.io, a/b__c/d-e---f.g_h, quay.io/a/b__c/d-e---f.g_h",
        "TEAM/app,                        TEAM, app, TEAM/app",
        "10.1.2.3:443/x/y,                10.1.2.3:443, x/y, 10.1.2.3:443/x/y",
        "[::1]:5000/x,                    [::1]:5000, x, [::1]:5000/x",
        "[fd00:AB::9]/x,                  [fd00:AB::9], x, [fd00:AB::9]/x",
        "xn--bcher-kva.example/x,         xn--bcher-kva.example, x, xn--bcher-kva.example/x",
        "10.1.2.3,                        docker.io, library/10.1.2.3, 10.1.2.3",
    })
    void names_are_completed_as_docker_does(String text, String domain, String path, String familiar) {
        ImageReference reference = ImageReference.parse(text);
        assertThat(reference.domain()).isEqualTo(domain);
        assertThat(reference.path()).isEqualTo(path);
        assertThat(reference.familiar()).isEqualTo(familiar);
        assertThat(reference).hasToString(domain + "/" + path);
        assertThat(ImageReference.parse(reference.toString())).isEqualTo(reference);
        assertThat(ImageReference.parse(reference.familiar())).isEqualTo(reference);
    }

    @Test
    void a_reference_has_a_tag_a_digest_both_or_none() {
        String digest = "sha256:" + HEX;
        assertThat(ImageReference.parse("a.example:80/b:v1.0-RC_2@" + digest)).isEqualTo(new ImageReference("a.example:80", "b",
                Optional.of("v1.0-RC_2"), Optional.of(Digest.parse(digest))));
        assertThat(ImageReference.parse("b@" + digest).familiar()).isEqualTo("b@" + digest);
        assertThat(ImageReference.parse("host:8080").tag()).contains("8080");
        assertThat(ImageReference.parse("host:8080").path()).isEqualTo("library/host");
        assertThat(ImageReference.parse("a:80/b:90").tag()).contains("90");
    }

    @Test
    void latest_is_the_tag_only_where_nothing_is_said() {
        assertThat(ImageReference.parse("b").withDefaultTag()).hasToString("docker.io/library/b:latest");
        assertThat(ImageReference.parse("b:1").withDefaultTag().tag()).contains("1");
        assertThat(ImageReference.parse("b@sha256:" + HEX).withDefaultTag().tag()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", ":tag", "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "/a", "a/", "a//b", "a:", "a:b:c",
                "a@",
        "http://a.example/b", "-a/b", "a-.example/b", "-a.example/b", "a..example/b", "a.example/", "a/b..c", "a/b_.c", "a/b___c",
                "_a/b",
        "a_/b", "a/.b", "a b", "a:tag!", "a:-tag", "a:.tag", "a\n", "ä/b", "a/b\u0000", "[::1]", "[::1]:5000", "[]/a", "[::g]/a",
                "::1/a",
        "[::1%lo]/a", "[::ffff:1.2.3.4]/a", "a.example:/b", "a.example:x/b", "a.example:80:80/b", "a@sha256:abc", "a@md5:abc",
        "a@sha256:0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF", "a@b@c",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"})
    void what_is_no_name_is_refused(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text)).isInstanceOf(InvalidReference.class);
    }

    @Test
    void upper_case_is_refused_with_the_reason() {
        assertThatThrownBy(() -> ImageReference.parse("Alpine"))
                .hasMessage("invalid reference format: repository name (library/Alpine) must be lowercase");
        assertThatThrownBy(() -> ImageReference.parse("a.example/B:x")).hasMessageContaining("(B) must be lowercase");
    }

    @Test
    void lengths_are_limited() {
        assertThat(ImageReference.parse("h.example/" + "a".repeat(255)).path()).hasSize(255);
        assertThatThrownBy(() -> ImageReference.parse("h.example/" + "a".repeat(256)))
                .hasMessage("repository name must not be more than 255 characters");
        assertThat(ImageReference.parse("a:" + "t".repeat(128)).tag()).isPresent();
        assertThatThrownBy(() -> ImageReference.parse("a:" + "t".repeat(129))).hasMessage("invalid reference format");
    }

    @Test
    void a_hostile_length_ends_in_a_sentence_and_not_in_a_stack_overflow() {
        assertThatThrownBy(() -> ImageReference.parse("a/".repeat(500_000) + "a")).isInstanceOf(InvalidReference.class);
        assertThatThrownBy(() -> ImageReference.parse("a-".repeat(500_000) + "A")).isInstanceOf(InvalidReference.class);
    }
}
