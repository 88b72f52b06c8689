package minidocker.engine.api;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.cgroups.Controller;
import minidocker.cgroups.Hierarchies;
import minidocker.cgroups.Machine;
import minidocker.cli.Home;
import minidocker.engine.Version;
import minidocker.engine.core.Engine;

/** The answer to {@code GET /info}: the engine, what it keeps, and the machine it runs on. */
final class SystemInfo {
    private final Engine engine;
    private final Home home;
    private final Map<String, Object> json = new LinkedHashMap<>();

    SystemInfo(Engine engine, Home home) {
        this.engine = engine;
        this.home = home;
    }

    Map<String, Object> json() throws IOException {
        json.put("ID", new EngineIdentity(home).id());
        counts();
        storage();
        limits(Hierarchies.ofThisMachine());
        machine();
        registries();
        runtime();
        return json;
    }

    private void counts() throws IOException {
        ContainerCounts counts = ContainerCounts.of(engine);
        json.put("Containers", counts.all());
        json.put("ContainersRunning", counts.running());
        json.put("ContainersPaused", counts.paused());
        json.put("ContainersStopped", counts.stopped());
        json.put("Images", engine.images().all().size());
    }

    private void storage() {
        json.put("Driver", "overlay2");
        json.put("DriverStatus", List.of(List.of("Backing Filesystem", HostFacts.fileSystem(home.data()))));
        Map<String, Object> plugins = new LinkedHashMap<>();
        plugins.put("Volume", List.of("local"));
        plugins.put("Network", List.of("bridge", "host", "null"));
        plugins.put("Authorization", null);
        plugins.put("Log", List.of("json-file", "local", "none"));
        json.put("Plugins", plugins);
    }

    private void limits(Hierarchies hierarchies) {
        Set<Controller> has = hierarchies.controllers();
        boolean unified = hierarchies.isUnified();
        json.put("MemoryLimit", has.contains(Controller.MEMORY));
        json.put("SwapLimit", has.contains(Controller.MEMORY));
        json.put("CpuCfsPeriod", has.contains(Controller.CPU));
        json.put("CpuCfsQuota", has.contains(Controller.CPU));
        json.put("CPUShares", has.contains(Controller.CPU));
        json.put("CPUSet", has.contains(Controller.CPUSET));
        json.put("PidsLimit", has.contains(Controller.PIDS));
        json.put("OomKillDisable", !unified && has.contains(Controller.MEMORY));
        json.put("CgroupDriver", "cgroupfs");
        json.put("CgroupVersion", unified ? "2" : "1");
        json.put("Warnings", warnings(has));
    }

    private static List<String> warnings(Set<Controller> has) {
        List<String> warnings = new ArrayList<>();
        Map.of(Controller.MEMORY, "memory", Controller.CPU, "cpu", Controller.CPUSET, "cpuset", Controller.PIDS, "pids")
                .forEach((controller, name) -> {
                    if (!has.contains(controller)) {
                        warnings.add("WARNING: No " + name + " limit support");
                    }
                });
        warnings.sort(null);
        return warnings.isEmpty() ? null : warnings;
    }

    private void machine() {
        Map<String, String> release = HostFacts.osRelease();
        json.put("IPv4Forwarding", HostFacts.isOne("/proc/sys/net/ipv4/ip_forward"));
        json.put("BridgeNfIptables", HostFacts.isOne("/proc/sys/net/bridge/bridge-nf-call-iptables"));
        json.put("BridgeNfIp6tables", HostFacts.isOne("/proc/sys/net/bridge/bridge-nf-call-ip6tables"));
        json.put("Debug", false);
        json.put("NFd", HostFacts.openFiles());
        json.put("NGoroutines", Thread.activeCount());
        json.put("SystemTime", Instant.now().toString());
        json.put("LoggingDriver", "json-file");
        json.put("NEventsListener", 0);
        json.put("KernelVersion", HostFacts.kernelVersion());
        json.put("OperatingSystem", release.getOrDefault("PRETTY_NAME", "Linux"));
        json.put("OSVersion", release.getOrDefault("VERSION_ID", ""));
        json.put("OSType", "linux");
        json.put("Architecture", HostFacts.architecture());
        json.put("NCPU", Runtime.getRuntime().availableProcessors());
        json.put("MemTotal", Machine.current().memory().bytes());
        json.put("GenericResources", null);
        json.put("DockerRootDir", home.data().toString());
        json.put("HttpProxy", proxy("HTTP_PROXY"));
        json.put("HttpsProxy", proxy("HTTPS_PROXY"));
        json.put("NoProxy", proxy("NO_PROXY"));
        json.put("Name", HostFacts.hostName());
        json.put("Labels", List.of());
        json.put("ExperimentalBuild", false);
        json.put("ServerVersion", Version.NUMBER);
    }

    /** Without the password that may stand in it. */
    private static String proxy(String name) {
        Map<String, String> environment = System.getenv();
        String value = environment.getOrDefault(name, environment.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), ""));
        return value.replaceFirst("//[^/@]*@", "//xxxxx@");
    }

    private void registries() {
        Map<String, Object> hub = new LinkedHashMap<>();
        hub.put("Name", "docker.io");
        hub.put("Mirrors", List.of());
        hub.put("Secure", true);
        hub.put("Official", true);
        Map<String, Object> registries = new LinkedHashMap<>();
        registries.put("AllowNondistributableArtifactsCIDRs", null);
        registries.put("AllowNondistributableArtifactsHostnames", null);
        registries.put("InsecureRegistryCIDRs", List.of("::1/128", "127.0.0.0/8"));
        registries.put("IndexConfigs", Map.of("docker.io", hub));
        registries.put("Mirrors", List.of());
        json.put("IndexServerAddress", "https://index.docker.io/v1/");
        json.put("RegistryConfig", registries);
    }

    private void runtime() {
        json.put("Runtimes", Map.of("mini-docker", Map.of("path", "mini-docker")));
        json.put("DefaultRuntime", "mini-docker");
        Map<String, Object> swarm = new LinkedHashMap<>();
        swarm.put("NodeID", "");
        swarm.put("NodeAddr", "");
        swarm.put("LocalNodeState", "inactive");
        swarm.put("ControlAvailable", false);
        swarm.put("Error", "");
        swarm.put("RemoteManagers", null);
        json.put("Swarm", swarm);
        json.put("LiveRestoreEnabled", true);
        json.put("Isolation", "");
        json.put("InitBinary", "mini-docker-init");
        for (String commit : List.of("ContainerdCommit", "RuncCommit", "InitCommit")) {
            json.put(commit, Map.of("ID", "", "Expected", ""));
        }
        json.put("SecurityOptions", List.of());
        json.put("ProductLicense", "");
        json.put("CDISpecDirs", List.of());
    }
}
