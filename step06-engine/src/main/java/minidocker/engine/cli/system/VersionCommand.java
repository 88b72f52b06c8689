package minidocker.engine.cli.system;

import java.io.IOException;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.cli.template.Template;
import minidocker.cli.template.TemplateException;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.FormatOption;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.Version;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;
import minidocker.engine.daemon.Build;
import minidocker.json.JsonObject;

/** {@code version}: ours and the engine's. */
public final class VersionCommand extends Command {
    private static final int BAD_TEMPLATE = 64;
    private static final int LABEL_WIDTH = 19;

    private final Flag<String> format = flags.text("format", "f", "Format output using a custom template: 'json' or a template of Go");

    public VersionCommand() {
        super(Manual.of("version", "[OPTIONS]", "Show the Docker version information"));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        Template template;
        try {
            template = FormatOption.ofOne(format.get());
        } catch (TemplateException e) {
            throw new UserError("template parsing error: " + named(e), BAD_TEMPLATE);
        }
        String inUse = ApiClient.NEWEST;
        JsonObject server = null;
        IOException failure = null;
        try {
            inUse = session.engine().version();
            server = session.engine().getObject("/version", new Query());
        } catch (IOException e) {
            failure = e;
        }
        Map<String, Object> client = client(inUse);
        if (template == null) {
            printClient(session.out(), client, inUse);
            if (server != null) {
                printServer(session.out(), server);
            }
        } else {
            print(session.out(), template, client, server);
        }
        if (failure != null) {
            throw failure;
        }
        return 0;
    }

    private void print(PrintStream out, Template template, Map<String, Object> client, JsonObject server) {
        Map<String, Object> ofServer = server == null ? null : new LinkedHashMap<>(server.fields());
        if (format.get().contains(".APIVersion")) {
            // In templates it goes by its name in Docker's program, in JSON by another.
            client.put("APIVersion", client.get("ApiVersion"));
            if (ofServer != null) {
                ofServer.put("APIVersion", ofServer.get("ApiVersion"));
            }
        }
        Map<String, Object> both = new LinkedHashMap<>();
        both.put("Client", client);
        both.put("Server", ofServer);
        try {
            out.println(template.execute(both));
        } catch (TemplateException e) {
            out.println();
            throw new UserError(named(e), 1);
        }
    }

    /** Docker's template has the name of the command. */
    private static String named(TemplateException e) {
        return e.getMessage().replace("template: :", "template: version:").replace("executing \"\"", "executing \"version\"");
    }

    static Map<String, Object> client(String inUse) {
        Map<String, Object> client = new LinkedHashMap<>();
        client.put("Version", Version.NUMBER);
        client.put("ApiVersion", inUse);
        client.put("DefaultAPIVersion", ApiClient.NEWEST);
        client.put("GitCommit", Build.current());
        client.put("JavaVersion", System.getProperty("java.version"));
        client.put("Os", "linux");
        client.put("Arch", architecture());
        client.put("Context", "default");
        return client;
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> System.getProperty("os.arch");
        };
    }

    private static void printClient(PrintStream out, Map<String, Object> client, String inUse) {
        out.println("Client:");
        line(out, " Version:", client.get("Version"));
        line(out, " API version:", inUse + (inUse.equals(ApiClient.NEWEST) ? "" : " (downgraded from " + ApiClient.NEWEST + ")"));
        line(out, " Java version:", client.get("JavaVersion"));
        line(out, " Git commit:", client.get("GitCommit"));
        line(out, " OS/Arch:", client.get("Os") + "/" + client.get("Arch"));
        line(out, " Context:", client.get("Context"));
    }

    /** As C's asctime writes it; what is no time stays as it is. */
    private static String built(String time) {
        try {
            return DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH).format(OffsetDateTime.parse(time));
        } catch (DateTimeException e) {
            return time;
        }
    }

    private static void line(PrintStream out, String label, Object value) {
        out.println(label + " ".repeat(LABEL_WIDTH - label.length()) + value);
    }

    private static void printServer(PrintStream out, JsonObject server) throws IOException {
        String platform = server.optionalObject("Platform").isPresent() ? server.object("Platform").optionalString("Name").orElse("") : "";
        out.println("\nServer:" + (platform.isEmpty() ? "" : " " + platform));
        for (JsonObject component : server.objects("Components")) {
            Map<String, String> details = component.stringMap("Details");
            out.println(" " + component.string("Name") + ":");
            line(out, "  Version:", component.string("Version"));
            if (!component.string("Name").equals("Engine")) {
                line(out, "  GitCommit:", details.getOrDefault("GitCommit", ""));
                continue;
            }
            line(out, "  API version:", details.get("ApiVersion") + " (minimum version " + details.get("MinAPIVersion") + ")");
            line(out, details.containsKey("JavaVersion") ? "  Java version:" : "  Go version:",
                    details.getOrDefault("JavaVersion", details.getOrDefault("GoVersion", "")));
            line(out, "  Git commit:", details.getOrDefault("GitCommit", ""));
            line(out, "  Built:", built(details.getOrDefault("BuildTime", "")));
            line(out, "  OS/Arch:", details.getOrDefault("Os", "") + "/" + details.getOrDefault("Arch", ""));
            line(out, "  Experimental:", details.getOrDefault("Experimental", "false"));
        }
    }
}
