package minidocker.images.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.cli.template.Template;
import minidocker.images.inventory.Inspection;
import minidocker.images.inventory.Inventory;
import minidocker.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code image inspect}: all that is known of images, as JSON. */
@Command(description = "Display detailed information on one or more images.")
public final class InspectCommand extends StoreCommand {
    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "By name, or by the beginning of the ID.")
    private List<String> names;
    @Option(names = {"-f", "--format"}, paramLabel = "TEMPLATE", description = "A Go template for each, or 'json'.")
    private String format = "";
    @Option(names = "--type", paramLabel = "TYPE", description = "What it is; here there are images only.")
    private String type = "image";

    @Override
    int run(Inventory images) throws IOException {
        if (!type.equals("image")) {
            throw new UserError("\"" + type + "\" is not a valid value for --type: this step has images only", REFUSED);
        }
        List<Object> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            try {
                found.add(Inspection.of(find(images, name)));
            } catch (UserError | IllegalArgumentException e) {
                missing.add(e.getMessage());
            }
        }
        if (format.isEmpty()) {
            System.out.println(Json.pretty(found, "    "));
        } else {
            Template template = Template.parseStrict(format.equals("json") ? "{{json .}}" : format);
            found.forEach(image -> System.out.println(template.execute(image)));
        }
        System.out.flush();
        missing.forEach(sentence -> System.err.println("mini-docker: " + sentence));
        return missing.isEmpty() ? 0 : REFUSED;
    }
}
