package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
    private static final DeviceNumber DISK = new DeviceNumber(254, 0);

    @Test
    void numbers_are_taken_out_of_what_makedev_makes_of_them() {
        Random random = new Random();
        for (int i = 0; i < 1000; i++) {
            long major = random.nextInt(1 << random.nextInt(1, 31));
            long minor = random.nextInt(1 << random.nextInt(1, 31));
            long dev = (major & 0xfff) << 8 | (major & ~0xfffL) << 32 | minor & 0xff | (minor & ~0xffL) << 12;
            assertThat(DeviceNumber.of(dev)).isEqualTo(new DeviceNumber((int) major, (int) minor));
        }
        assertThat(DeviceNumber.of(0x8811)).hasToString("136:17");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c 1:3 rwm", "b 8:* r", "c *:* m", "a *:* rwm", "b 254:17 rw"})
    void a_rule_prints_as_it_was_read(String text) {
        assertThat(DeviceRule.allow(text)).hasToString(text);
        assertThat(DeviceRule.deny(text).allow()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"c 1:3 rwm,read; write and make null", "c *:* m,make any character device", "b 8:* r,read block device 8:*",
            "a *:* rw,read and write any device",
        "c 136:* rw,read and write pts/*"})
    void a_rule_is_told_to_a_reader_in_words(String text, String words) {
        assertThat(DeviceRule.allow(text).meaning()).isEqualTo(words.replace(';', ','));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c", "c 1:3", "c 1 rwm", "d 1:3 rwm", "c 1:3 x", "c 1:3 rwmr", "c -1:3 rwm", "c 1:3 rwm b",
            "c 9999999999:1 r"})
    void what_is_no_rule_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> DeviceRule.allow(text)).hasMessage(
                "invalid device cgroup format '" + text + "': write a type, a number and the access, such as 'c 1:3 rwm'");
    }

    @Test
    void a_rate_is_read_with_its_device() {
        assertThat(Throttle.bytes("/dev/vda:1mb", path -> DISK)).isEqualTo(new Throttle(DISK, 1 << 20));
        assertThat(Throttle.bytes("/dev/disk/by-id/a:b:512k", path -> {
            assertThat(path).isEqualTo("/dev/disk/by-id/a:b");
            return DISK;
        })).isEqualTo(new Throttle(DISK, 512 << 10));
        assertThat(Throttle.operations("/dev/vda:100", path -> DISK)).isEqualTo(new Throttle(DISK, 100));
    }

    @Test
    void what_is_no_rate_is_refused_with_the_format() {
        assertThatThrownBy(() -> Throttle.bytes("/dev/vda", path -> DISK)).hasMessageStartingWith("bad format: /dev/vda");
        assertThatThrownBy(() -> Throttle.bytes("vda:1mb", path -> DISK))
                .hasMessageStartingWith("bad format for device path: vda:1mb");
        for (String text : List.of("/dev/vda:0", "/dev/vda:0k")) {
            assertThatThrownBy(() -> Throttle.bytes(text, path -> DISK))
                    .hasMessageStartingWith("invalid rate for device: " + text);
        }
        for (String text : List.of("/dev/vda:0", "/dev/vda:-1", "/dev/vda:1k", "/dev/vda:")) {
            assertThatThrownBy(() -> Throttle.operations(text, path -> DISK))
                    .hasMessageStartingWith("invalid rate for device: " + text);
        }
    }

    @Test
    void a_path_that_is_no_block_device_is_refused() {
        assertThatThrownBy(() -> DeviceNumber.ofBlockDevice("/dev/null"))
                .hasMessageStartingWith("/dev/null is not a block device");
        assertThatThrownBy(() -> DeviceNumber.ofBlockDevice("/dev/no-such-disk"))
                .hasMessageStartingWith("there is no device /dev/no-such-disk");
    }
}
