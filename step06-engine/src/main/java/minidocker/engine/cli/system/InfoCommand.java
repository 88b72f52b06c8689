package minidocker.engine.cli.system;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import minidocker.cli.UserError;
import minidocker.cli.template.Template;
import minidocker.cli.template.TemplateException;
import minidocker.engine.cli.BinarySize;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.FormatOption;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.Version;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code info}: the engine and the machine it runs on. */
public final class InfoCommand extends Command {
    private static final int BAD_TEMPLATE = 64;

    private final Flag<String> format = flags.text("format", "f", "Format output using a custom template: 'json' or a template of Go");

    public InfoCommand() {
        super(Manual.of("system info, info", "[OPTIONS]", "Display system-wide information"));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        Template template;
        try {
            template = FormatOption.ofOne(format.get());
        } catch (TemplateException e) {
            throw new UserError("template parsing error: " + e.getMessage(), BAD_TEMPLATE);
        }
        PrintStream out = session.out();
        if (template == null) {
            out.println("Client:\n Version:    " + Version.NUMBER + "\n Context:    default\n Debug Mode: " + session.options().debug()
                    + "\n\nServer:");
        }
        JsonObject info = session.engine().getObject("/info", new Query());
        if (template != null) {
            Map<String, Object> all = new LinkedHashMap<>(info.fields());
            all.put("ClientInfo", VersionCommand.client(session.engine().version()));
            try {
                out.println(template.execute(all));
            } catch (TemplateException e) {
                out.println();
                throw new UserError(e.getMessage(), 1);
            }
            return 0;
        }
        print(out, info);
        out.println();
        for (String warning : info.strings("Warnings")) {
            session.err().println(warning);
        }
        return 0;
    }

    private static void print(PrintStream out, JsonObject info) throws IOException {
        out.println(" Containers: " + value(info, "Containers"));
        for (String state : List.of("Running", "Paused", "Stopped")) {
            out.println("  " + state + ": " + value(info, "Containers" + state));
        }
        out.println(" Images: " + value(info, "Images"));
        line(out, info, " Server Version: ", "ServerVersion");
        line(out, info, " Storage Driver: ", "Driver");
        if (info.fields().get("DriverStatus") instanceof List<?> pairs) {
            for (Object pair : pairs) {
                out.println("  " + ((List<?>) pair).get(0) + ": " + ((List<?>) pair).get(1));
            }
        }
        line(out, info, " Logging Driver: ", "LoggingDriver");
        line(out, info, " Cgroup Driver: ", "CgroupDriver");
        line(out, info, " Cgroup Version: ", "CgroupVersion");
        plugins(out, info);
        if (info.optionalObject("Swarm").isPresent()) {
            out.println(" Swarm: " + info.object("Swarm").optionalString("LocalNodeState").orElse("inactive"));
        }
        if (!info.keys("Runtimes").isEmpty()) {
            out.println(" Runtimes: " + String.join(" ", new TreeSet<>(info.keys("Runtimes"))));
            line(out, info, " Default Runtime: ", "DefaultRuntime");
        }
        line(out, info, " Init Binary: ", "InitBinary");
        for (String tool : List.of("containerd", "runc", "init")) {
            String field = Character.toUpperCase(tool.charAt(0)) + tool.substring(1) + "Commit";
            if (info.optionalObject(field).isPresent()) {
                out.println(" " + tool + " version: " + info.object(field).optionalString("ID").orElse(""));
            }
        }
        security(out, info);
        machine(out, info);
    }

    private static void plugins(PrintStream out, JsonObject info) throws IOException {
        if (info.optionalObject("Plugins").isEmpty()) {
            return;
        }
        out.println(" Plugins:");
        for (String kind : List.of("Volume", "Network", "Authorization", "Log")) {
            List<String> names = info.object("Plugins").strings(kind);
            if (!names.isEmpty()) {
                out.println("  " + kind + ": " + String.join(" ", names));
            }
        }
    }

    private static void security(PrintStream out, JsonObject info) throws IOException {
        List<String> options = info.strings("SecurityOptions");
        if (options.isEmpty()) {
            return;
        }
        out.println(" Security Options:");
        for (String option : options) {
            for (String pair : option.split(",")) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? "" : pair.substring(0, equals);
                out.println(key.equals("name") ? "  " + pair.substring(equals + 1)
                        : "   " + Character.toUpperCase(pair.charAt(0)) + pair.substring(1, Math.max(1, equals)) + ": "
                        + pair.substring(equals + 1));
            }
        }
    }

    private static void machine(PrintStream out, JsonObject info) throws IOException {
        line(out, info, " Kernel Version: ", "KernelVersion");
        line(out, info, " Operating System: ", "OperatingSystem");
        line(out, info, " OSType: ", "OSType");
        line(out, info, " Architecture: ", "Architecture");
        out.println(" CPUs: " + value(info, "NCPU"));
        out.println(" Total Memory: " + BinarySize.of(info.optionalNumber("MemTotal").orElse(0L)));
        line(out, info, " Name: ", "Name");
        line(out, info, " ID: ", "ID");
        line(out, info, " Docker Root Dir: ", "DockerRootDir");
        out.println(" Debug Mode: " + info.bool("Debug"));
        labels(out, info.strings("Labels"));
        out.println(" Experimental: " + info.bool("ExperimentalBuild"));
        if (info.optionalObject("RegistryConfig").isPresent()) {
            list(out, " Insecure Registries:", info.object("RegistryConfig").strings("InsecureRegistryCIDRs"));
            list(out, " Registry Mirrors:", info.object("RegistryConfig").strings("Mirrors"));
        }
        out.println(" Live Restore Enabled: " + info.bool("LiveRestoreEnabled"));
    }

    private static void labels(PrintStream out, List<String> labels) {
        list(out, " Labels:", labels);
    }

    private static void list(PrintStream out, String heading, List<String> values) {
        if (!values.isEmpty()) {
            out.println(heading);
            values.forEach(value -> out.println("  " + value));
        }
    }

    private static Object value(JsonObject info, String field) {
        return info.fields().getOrDefault(field, 0);
    }

    private static void line(PrintStream out, JsonObject info, String label, String field) throws IOException {
        if (!info.optionalString(field).orElse("").isEmpty()) {
            out.println(label + info.string(field));
        }
    }
}
