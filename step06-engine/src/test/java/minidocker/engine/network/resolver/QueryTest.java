package minidocker.engine.network.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import minidocker.engine.network.Cidr;
import org.junit.jupiter.api.Test;

class QueryTest {
    private final Random random = new Random();

    private byte[] question(String name, int type) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) random.nextInt(), (byte) random.nextInt(), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : name.split("\\.")) {
            bytes.write(label.length());
            bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        bytes.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
        return bytes.toByteArray();
    }

    private record Known(List<InetAddress> addresses, boolean asksOthers) implements Directory {
        @Override
        public Optional<List<InetAddress>> addresses(String name) {
            return name.equals("web") ? Optional.of(addresses) : Optional.empty();
        }

        @Override
        public Optional<String> name(InetAddress address) {
            return addresses.contains(address) ? Optional.of("web.backend") : Optional.empty();
        }
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    @Test
    void a_container_is_found_in_whatever_case_it_is_asked_for() {
        byte[] question = question("WeB", Query.A);
        Query query = Query.parse(question).orElseThrow();
        byte[] answer = Answers.of(query, new Known(List.of(Cidr.address("10.0.0.7"), Cidr.address("fd00::7")), true), 512).orElseThrow();
        assertThat(query.isAnsweredBy(answer)).isTrue();
        assertThat(word(answer, 6)).isEqualTo(1);
        assertThat(Arrays.copyOfRange(answer, answer.length - 4, answer.length)).containsExactly(10, 0, 0, 7);
    }

    @Test
    void a_container_without_such_an_address_has_no_answer_and_nobody_else_is_asked() {
        Query query = Query.parse(question("web", Query.AAAA)).orElseThrow();
        byte[] answer = Answers.of(query, new Known(List.of(Cidr.address("10.0.0.7")), true), 512).orElseThrow();
        assertThat(word(answer, 6)).isZero();
        assertThat(answer[3] & 0xf).isZero();
    }

    @Test
    void what_is_unknown_is_for_others_and_does_not_exist_where_none_may_be_asked() {
        Query query = Query.parse(question("example.org", Query.A)).orElseThrow();
        assertThat(Answers.of(query, new Known(List.of(), true), 512)).isEmpty();
        assertThat(Answers.of(query, new Known(List.of(), false), 512).orElseThrow()[3] & 0xf).isEqualTo(Query.NXDOMAIN);
    }

    @Test
    void addresses_have_names() {
        Known known = new Known(List.of(Cidr.address("10.1.2.3"), Cidr.address("fd00::12")), true);
        for (String name : List.of("3.2.1.10.in-addr.arpa", "2.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa")) {
            byte[] answer = Answers.of(Query.parse(question(name, Query.PTR)).orElseThrow(), known, 512).orElseThrow();
            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).endsWith("\3web\7backend\0");
        }
        assertThat(Answers.of(Query.parse(question("9.2.1.10.in-addr.arpa", Query.PTR)).orElseThrow(), known, 512)).isEmpty();
    }

    @Test
    void an_answer_that_is_too_long_says_so_and_a_longer_one_is_taken_from_who_can() {
        List<InetAddress> many = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            many.add(Cidr.address("10.0.0." + i));
        }
        byte[] plain = question("web", Query.A);
        byte[] extended = Arrays.copyOf(plain, plain.length + 11);
        extended[11] = 1;
        // OPT, RFC 6891: an empty name, type 41, and 1232 bytes.
        System.arraycopy(new byte[] {0, 0, 41, 4, (byte) 0xd0, 0, 0, 0, 0, 0, 0}, 0, extended, plain.length, 11);
        Query small = Query.parse(plain).orElseThrow();
        Query large = Query.parse(extended).orElseThrow();
        byte[] cut = Answers.of(small, new Known(many, true), small.limit()).orElseThrow();
        byte[] whole = Answers.of(large, new Known(many, true), large.limit()).orElseThrow();
        assertThat(cut.length).isLessThanOrEqualTo(512);
        assertThat(cut[2] & 2).isEqualTo(2);
        assertThat(word(cut, 6)).isBetween(25, 59);
        assertThat(whole[2] & 2).isZero();
        assertThat(word(whole, 6)).isEqualTo(60);
    }

    @Test
    void whatever_somebody_sends_does_no_harm() {
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = random.nextBoolean() ? new byte[random.nextInt(60)] : question("a" + random.nextInt() + ".b", random.nextInt(60));
            for (int j = 0; j < bytes.length && random.nextInt(4) > 0; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> Query.parse(bytes).ifPresent(query -> {
                query.limit();
                query.reversed();
                Answers.of(query, new Known(List.of(Cidr.address("10.0.0.7")), false), 512);
            })).doesNotThrowAnyException();
        }
    }

    @Test
    void an_answer_to_another_question_is_not_taken() {
        Query query = Query.parse(question("example.org", Query.A)).orElseThrow();
        byte[] right = query.failure(Query.SERVFAIL);
        assertThat(query.isAnsweredBy(right)).isTrue();
        byte[] otherNumber = right.clone();
        otherNumber[1]++;
        byte[] otherName = right.clone();
        otherName[Query.HEADER + 1] = 'x';
        assertThat(query.isAnsweredBy(otherNumber)).isFalse();
        assertThat(query.isAnsweredBy(otherName)).isFalse();
        assertThat(query.isAnsweredBy(query.message())).isFalse();
    }
}
