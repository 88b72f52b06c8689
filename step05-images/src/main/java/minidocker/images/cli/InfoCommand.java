package minidocker.images.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cgroups.Hierarchies;
import minidocker.cli.Home;
import minidocker.cli.template.Row;
import minidocker.cli.template.Template;
import minidocker.images.inventory.Inventory;
import minidocker.namespaces.UserMaps;
import minidocker.overlay.ContainerFolder;
import minidocker.overlay.Storage;
import minidocker.syscall.Linux;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code info}: of {@code docker info}, what can be known where no engine runs. */
@Command(description = "Display system-wide information: how layers are stored, and on which machine.")
public final class InfoCommand extends StoreCommand {
    private static final int DIGITS = 4;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    @Option(names = {"-f", "--format"}, paramLabel = "TEMPLATE",
            description = "A Go template, for example '{{.Driver}}', or 'json'.")
    private String format = "";

    @Override
    int run(Inventory images) throws IOException {
        Map<String, Object> facts = facts(images);
        if (format.isEmpty()) {
            System.out.print(text(facts));
        } else {
            // A misspelt field is an error, as with Docker.
            System.out.println(Template.parseStrict(format.equals("json") ? "{{json .}}" : format)
                    .execute(new Row("system.dockerInfo", facts)));
        }
        System.out.flush();
        return 0;
    }

    /** With the names that the Engine API has for them (v1.44, SystemInfo), in the order in which they are printed. */
    private static Map<String, Object> facts(Inventory images) throws IOException {
        boolean ordinary = Linux.geteuid() != 0;
        UserMaps maps = ordinary ? UserMaps.decide(List.of(), List.of()) : null;
        Storage storage = Storage.choose(ContainerFolder.makeRunning(), maps);
        boolean overlay = storage.driver() == Storage.Driver.OVERLAY;
        Path root = Home.current().data();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("Images", (long) images.all().size());
        facts.put("Driver", overlay ? "overlay2" : "vfs");
        facts.put("DriverStatus", overlay
                ? List.of(List.of("Backing Filesystem", Files.getFileStore(root).type()),
                        List.of("userxattr", Boolean.toString(ordinary || UserMaps.weAreInUserNamespace())))
                : List.of(List.of("Layers", "are copied, because overlayfs cannot be used: " + storage.why())));
        facts.put("CgroupDriver", "cgroupfs");
        facts.put("CgroupVersion", Hierarchies.ofThisMachine().isUnified() ? "2" : "1");
        facts.put("SecurityOptions", ordinary ? List.of("name=rootless") : List.of());
        facts.put("KernelVersion", System.getProperty("os.version"));
        facts.put("OperatingSystem", operatingSystem());
        facts.put("OSType", "linux");
        facts.put("Architecture", System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch"));
        facts.put("NCPU", (long) Runtime.getRuntime().availableProcessors());
        facts.put("MemTotal", memory());
        facts.put("Name", Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        facts.put("DockerRootDir", root.toString());
        return facts;
    }

    private static String operatingSystem() throws IOException {
        Path file = Path.of("/etc/os-release");
        return !Files.isReadable(file) ? "Linux" : Files.readAllLines(file).stream().filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", "")).findFirst().orElse("Linux");
    }

    /** Bytes, from the first line of /proc/meminfo. */
    private static long memory() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream().filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElse(0);
    }

    private static String text(Map<String, Object> facts) {
        StringBuilder text = new StringBuilder("Server:\n");
        line(text, "Images", facts.get("Images"));
        line(text, "Storage Driver", facts.get("Driver"));
        for (Object status : (List<?>) facts.get("DriverStatus")) {
            List<?> pair = (List<?>) status;
            line(text, " " + pair.get(0), pair.get(1));
        }
        line(text, "Cgroup Driver", facts.get("CgroupDriver"));
        line(text, "Cgroup Version", facts.get("CgroupVersion"));
        List<?> security = (List<?>) facts.get("SecurityOptions");
        if (!security.isEmpty()) {
            text.append(" Security Options:\n");
            security.forEach(option -> text.append("  ").append(option.toString().replace("name=", "")).append('\n'));
        }
        line(text, "Kernel Version", facts.get("KernelVersion"));
        line(text, "Operating System", facts.get("OperatingSystem"));
        line(text, "OSType", facts.get("OSType"));
        line(text, "Architecture", facts.get("Architecture"));
        line(text, "CPUs", facts.get("NCPU"));
        line(text, "Total Memory", binary((Long) facts.get("MemTotal")));
        line(text, "Name", facts.get("Name"));
        return line(text, "Docker Root Dir", facts.get("DockerRootDir")).toString();
    }

    private static StringBuilder line(StringBuilder text, String name, Object value) {
        return text.append(' ').append(name).append(": ").append(value).append('\n');
    }

    /** As Docker has it for memory only: 7.629GiB. */
    static String binary(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return new java.math.BigDecimal(value).round(new java.math.MathContext(DIGITS)).stripTrailingZeros().toPlainString()
                + UNITS[unit];
    }
}
