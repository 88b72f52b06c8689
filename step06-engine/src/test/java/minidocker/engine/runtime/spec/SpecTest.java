package minidocker.engine.runtime.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.cgroups.CpuLimits;
import minidocker.cgroups.CpuSet;
import minidocker.cgroups.DeviceNumber;
import minidocker.cgroups.DeviceRule;
import minidocker.cgroups.IoLimits;
import minidocker.cgroups.Limits;
import minidocker.cgroups.MemoryLimits;
import minidocker.cgroups.MemorySize;
import minidocker.cgroups.Throttle;
import minidocker.json.Json;
import minidocker.json.MalformedJson;
import minidocker.namespaces.Capability;
import minidocker.namespaces.IdMapping;
import minidocker.namespaces.Namespace;
import minidocker.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecTest {
    private static final Path SCHEMA =
            Path.of("/usr/share/gocode/src/github.com/opencontainers/runtime-spec/schema/config-schema.json");

    private static final Spec PLAIN = DefaultSpec.of(List.of("echo", "hello"), "box");

    /** Everything that can be said. */
    private static Spec full() {
        Limits limits = new Limits(new MemoryLimits(MemorySize.parse("64m"), MemorySize.parse("32m"), 128L << 20, 60, true),
                new CpuLimits(50_000L, 100_000L, 512L, CpuSet.parse("0-2,7"), CpuSet.parse("0")),
                new IoLimits(300, List.of(new Throttle(new DeviceNumber(8, 0), 1024)), List.of(), List.of(),
                        List.of(new Throttle(new DeviceNumber(8, 16), 7))),
                99L, List.of(DeviceRule.deny("a"), DeviceRule.allow("c 1:3 rwm"), DeviceRule.allow("b *:* m"),
                        DeviceRule.deny("c 10:229 rw")),
                Map.of("2MB", MemorySize.parse("4m")));
        Map<String, Object> seccomp = new LinkedHashMap<>();
        seccomp.put("defaultAction", "SCMP_ACT_ERRNO");
        SpecLinux linux = new SpecLinux(
                List.of(new SpecNamespace(Namespace.MOUNT), new SpecNamespace(Namespace.NETWORK, "/proc/7/ns/net"),
                        new SpecNamespace(Namespace.USER), new SpecNamespace(Namespace.CGROUP)),
                List.of(new IdMapping(0, 100000, 65536)), List.of(new IdMapping(0, 200000, 65536)),
                List.of(new SpecDevice("/dev/fuse", "c", 10, 229, 0660, 0, 44)), "/a/group", limits,
                Map.of("net.ipv4.ip_forward", "1"), "slave", seccomp, List.of("/proc/keys"), List.of("/proc/sys"));
        SpecProcess process = new SpecProcess(true, new SpecProcess.ConsoleSize(80, 24),
                new SpecUser(1000, -2, 0027, List.of(1, 2)), List.of("a", "b c"), List.of("A=b"), "/x",
                new CapabilitySets(Set.of(Capability.CAP_CHOWN, Capability.CAP_BPF), Set.of(Capability.CAP_CHOWN), Set.of(),
                        Set.of(Capability.CAP_KILL), Set.of(Capability.CAP_MKNOD)),
                List.of(new Rlimit("RLIMIT_NOFILE", 100, Rlimit.INFINITY)), -500, true);
        return new Spec(process, new SpecRoot("/root/fs", true), "a-host", "a-domain",
                List.of(new SpecMount("/data", "bind", "/src", List.of("rbind", "ro", "rslave"))), Map.of("a.b", "c"), linux);
    }

    @Test
    void what_is_printed_is_read_back_as_the_same() throws MalformedJson {
        for (Spec spec : List.of(PLAIN, full())) {
            assertThat(Spec.parse(spec.print().getBytes(StandardCharsets.UTF_8))).isEqualTo(spec);
        }
    }

    @Test
    void what_is_printed_is_valid_by_the_schema_of_the_specification() {
        Needs.that(Files.exists(SCHEMA), "needs the Debian package golang-github-opencontainers-specs-dev");
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                .getSchema(SchemaLocation.of(SCHEMA.toUri().toString()));
        assertThat(schema.validate(PLAIN.print(), InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(full().print(), InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(PLAIN.print().replace("\"cwd\": \"/\"", "\"cwd\": 7"), InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void the_default_is_what_docker_writes() throws MalformedJson {
        Map<String, Object> capabilities = PLAIN.process().capabilities().json();
        assertThat(capabilities.keySet()).containsExactly("bounding", "effective", "permitted");
        assertThat(capabilities.values()).allSatisfy(set -> assertThat((List<?>) set).hasSize(14));
        assertThat(PLAIN.mounts()).extracting(SpecMount::destination).containsExactly("/proc", "/dev", "/dev/pts", "/sys",
                "/sys/fs/cgroup", "/dev/mqueue", "/dev/shm");
        assertThat(PLAIN.linux().maskedPaths()).contains("/proc/kcore", "/sys/firmware");
        assertThat(PLAIN.linux().readonlyPaths()).contains("/proc/sys", "/proc/sysrq-trigger");
        assertThat(PLAIN.process().noNewPrivileges()).isFalse();
    }

    /** As dockerd 20.10 and runc write it: rules without a type, numbers of -1, limits of 0, which are none. */
    @Test
    void what_others_write_is_understood() throws MalformedJson {
        String resources = """
                {"devices": [{"allow": false, "access": "rwm"}, {"allow": true, "type": "c", "major": -1, "minor": -1, "access": "m"}],
                 "memory": {"disableOOMKiller": false}, "cpu": {"shares": 0}, "pids": {"limit": 0}, "blockIO": {"weight": 0}}""";
        Limits limits = Resources.of(Json.parseObject(resources.getBytes(StandardCharsets.UTF_8), "resources"));
        assertThat(limits).isEqualTo(Limits.NONE.withDevices(List.of(DeviceRule.deny("a"), DeviceRule.allow("c *:* m"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{}",
            "[]",
            "{\"ociVersion\": \"2.0.0\", \"process\": {\"cwd\": \"/\"}, \"root\": {\"path\": \"x\"}}",
            "{\"ociVersion\": \"1.0.2\", \"process\": {\"cwd\": 7}, \"root\": {\"path\": \"x\"}}",
            "{\"ociVersion\": \"1.0.2\", \"process\": {\"cwd\": \"/\"}, \"root\": {}}",
            "{\"ociVersion\": \"1.0.2\", \"process\": {\"cwd\": \"/\", \"capabilities\": {\"bounding\": [\"CAP_X\"]}}, \"root\": {\"path\": \"x\"}}",
            "{\"ociVersion\": \"1.0.2\", \"process\": {\"cwd\": \"/\", \"rlimits\": [{\"type\": \"X\", \"soft\": 1, \"hard\": 1}]}, \"root\": {\"path\": \"x\"}}",
            "{\"ociVersion\": \"1.0.2\", \"process\": {\"cwd\": \"/\"}, \"root\": {\"path\": \"x\"}, \"linux\": {\"namespaces\": [{\"type\": \"x\"}]}}",
            "{\"ociVersion\": \"1.0.2\", \"process\": {\"cwd\": \"/\"}, \"root\": {\"path\": \"x\"}, \"linux\": {\"resources\": {\"cpu\": {\"cpus\": \"9-1\"}}}}",
            "{\"ociVersion\": \"1.0.2\", \"process\": {\"cwd\": \"/\"}, \"root\": {\"path\": \"x\"}, \"hooks\": {\"prestart\": [{\"path\": \"/x\"}]}}"})
    void what_makes_no_sense_is_refused_in_one_sentence(String json) {
        assertThatThrownBy(() -> Spec.parse(json.getBytes(StandardCharsets.UTF_8))).isInstanceOf(MalformedJson.class)
                .satisfies(error -> assertThat(error.getMessage()).isNotBlank().doesNotContain("\n"));
    }

    @Test
    void the_smallest_file_is_enough() throws MalformedJson {
        String json = "{\"ociVersion\": \"1.0.2-dev\", \"process\": {\"cwd\": \"/\", \"args\": [\"sh\"]}, \"root\": {\"path\": \"rootfs\"}}";
        Spec spec = Spec.parse(json.getBytes(StandardCharsets.UTF_8));
        assertThat(spec.process().args()).isEqualTo(new ArrayList<>(List.of("sh")));
        assertThat(spec.linux()).isEqualTo(SpecLinux.EMPTY);
        assertThat(spec.process().capabilities()).isNull();
    }
}
