package minidocker.engine.cli.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.cli.template.Template;
import minidocker.cli.template.TemplateException;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.FormatOption;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.ApiError;
import minidocker.engine.client.Query;
import minidocker.json.Json;

/** {@code inspect}: all that the engine knows of something. */
public final class InspectCommand extends Command {
    private static final int NOT_FOUND = 404;
    private static final int BAD_TEMPLATE = 64;
    private static final List<String> KINDS = List.of("config", "container", "image", "network", "node", "plugin", "secret", "service",
            "task", "volume");

    private final List<String> searched;
    private final boolean typed;
    private final Flag<String> format = flags.text("format", "f", "Format output using a custom template: 'json' or a template of Go");
    private Flag<Boolean> size;
    private Flag<String> type;

    private InspectCommand(Manual manual, List<String> searched, boolean typed) {
        super(manual.atLeast(1));
        this.searched = searched;
        this.typed = typed;
        if (searched.contains("container")) {
            size = flags.toggle("size", "s", "Display total file sizes if the type is container");
        }
        if (!typed) {
            type = flags.text("type", "", "Only inspect objects of the given type");
        }
    }

    public static Command containers() {
        return new InspectCommand(Manual.of("container inspect", "[OPTIONS] CONTAINER [CONTAINER...]",
                "Display detailed information on one or more containers"), List.of("container"), true);
    }

    public static Command images() {
        InspectCommand command = new InspectCommand(Manual.of("image inspect", "[OPTIONS] IMAGE [IMAGE...]",
                "Display detailed information on one or more images"), List.of("image"), true);
        command.flags.text("platform", "", "Inspect a specific platform of the multi-platform image").hidden();
        return command;
    }

    public static Command networks() {
        InspectCommand command = new InspectCommand(Manual.of("network inspect", "[OPTIONS] NETWORK [NETWORK...]",
                "Display detailed information on one or more networks"), List.of("network"), true);
        command.flags.toggle("verbose", "v", "Verbose output for diagnostics");
        return command;
    }

    public static Command volumes() {
        return new InspectCommand(Manual.of("volume inspect", "[OPTIONS] VOLUME [VOLUME...]",
                "Display detailed information on one or more volumes"), List.of("volume"), true);
    }

    public static Command anything() {
        return new InspectCommand(Manual.of("inspect", "[OPTIONS] NAME|ID [NAME|ID...]", "Return low-level information on Docker objects"),
                List.of("container", "image", "network", "volume"), false);
    }

    @Override
    public int run(Session session, List<String> names) throws IOException {
        Template template = template();
        List<String> kinds = kinds();
        List<Object> found = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        for (String name : names) {
            try {
                Object one = find(session.engine(), kinds, name);
                if (one == null) {
                    sentences.add("Error: No such object: " + name);
                } else {
                    found.add(one);
                }
            } catch (ApiError e) {
                sentences.add(e.getMessage());
            }
        }
        if (template == null) {
            session.out().println(Json.pretty(found, "    "));
        } else if (format.get().equals("json")) {
            session.out().println(Json.compact(found));
        } else {
            if (found.isEmpty()) {
                session.out().println();
            }
            for (Object one : found) {
                print(session, template, one);
            }
        }
        session.out().flush();
        sentences.forEach(session.err()::println);
        return sentences.isEmpty() ? 0 : 1;
    }

    private Template template() {
        try {
            return FormatOption.ofOne(format.get());
        } catch (TemplateException e) {
            throw new UserError("template parsing error: " + e.getMessage(), BAD_TEMPLATE);
        }
    }

    private List<String> kinds() {
        if (type == null || !type.isChanged()) {
            return searched;
        }
        if (!KINDS.contains(type.get())) {
            throw new UserError("unknown type: \"" + type.get() + "\": must be one of \"" + String.join("\", \"", KINDS) + "\"", 1);
        }
        return List.of(type.get());
    }

    /** A container first, then an image: the first kind that has one of that name. Null if none has. */
    private Object find(ApiClient engine, List<String> kinds, String name) throws IOException {
        for (String kind : kinds) {
            try {
                return engine.get(path(kind, name), size != null && kind.equals("container") ? new Query().addIfSet("size", size.get())
                        : new Query());
            } catch (ApiError e) {
                if (kinds.size() == 1 || e.status() != NOT_FOUND && !e.reason().contains("page not found")) {
                    throw e;
                }
            }
        }
        return null;
    }

    private static String path(String kind, String name) {
        return switch (kind) {
            case "container" -> "/containers/" + Query.encode(name) + "/json";
            case "image" -> "/images/" + Query.path(name) + "/json";
            default -> "/" + kind + "s/" + Query.encode(name);
        };
    }

    private void print(Session session, Template template, Object one) {
        try {
            session.out().println(template.execute(one));
        } catch (TemplateException e) {
            // Docker knows its own name of the field, which is ID, besides that in JSON.
            if (one instanceof Map<?, ?> map && map.containsKey("Id") && e.getMessage().contains("\"ID\"")) {
                Map<Object, Object> withBoth = new LinkedHashMap<>(map);
                withBoth.put("ID", map.get("Id"));
                session.out().println(template.execute(withBoth));
            } else {
                session.out().println();
                String words = e.getMessage();
                // Docker knows the fields of a volume, and takes all others as they come.
                String shown = searched.equals(List.of("volume"))
                        ? words.replaceFirst("map has no entry for key \"(.*)\"", "can't evaluate field $1 in type volume.Volume") : words;
                throw new UserError("template parsing error: " + shown, 1);
            }
        }
    }
}
