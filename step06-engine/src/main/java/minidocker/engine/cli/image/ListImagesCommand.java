package minidocker.engine.cli.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import minidocker.cli.template.Listing;
import minidocker.cli.template.Row;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.FilterOption;
import minidocker.engine.cli.FormatOption;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code images}. */
public final class ListImagesCommand extends Command {
    private final Flag<Boolean> all = flags.toggle("all", "a", "Show all images (default hides intermediate images)");
    private final Flag<Boolean> digests = flags.toggle("digests", "", "Show digests");
    private final Flag<List<String>> filters = FilterOption.declare(flags, "f", "Filter output based on conditions provided");
    private final Flag<String> format = FormatOption.declare(flags);
    private final Flag<Boolean> noTrunc = flags.toggle("no-trunc", "", "Don't truncate output");
    private final Flag<Boolean> quiet = flags.toggle("quiet", "q", "Only show image IDs");

    public ListImagesCommand() {
        super(Manual.of("image ls, image list, images", "[OPTIONS] [REPOSITORY[:TAG]]", "List images").atMost(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        String wanted = FormatOption.chosen(format.get(), quiet.get(), session.settings().text("imagesFormat"));
        Map<String, List<String>> wantedOnly = FilterOption.map(filters.get());
        if (!arguments.isEmpty()) {
            wantedOnly.computeIfAbsent("reference", key -> new ArrayList<>()).add(arguments.get(0));
        }
        boolean withDigests = digests.get() || wanted.contains(".Digest");
        List<Row> rows = new ArrayList<>();
        Object list = session.engine().get("/images/json", new Query().addIfSet("all", all.get()).filters(wantedOnly));
        for (Object one : (List<?>) list) {
            JsonObject image = JsonObject.of((Map<?, ?>) one, "an image");
            if (quiet.get() && wanted.equals("{{.ID}}")) {
                rows.add(ImageRow.of(image, "", "", "", noTrunc.get()));
            } else {
                ImageRow.addAll(rows, image, withDigests, noTrunc.get());
            }
        }
        String table = "{{.Repository}}\t{{.Tag}}\t" + (digests.get() ? "{{.Digest}}\t" : "")
                + "{{.ID}}\t{{.CreatedSince}}\t{{.Size}}";
        session.out().print(Listing.of(wanted, table).print(rows, ImageRow.HEADINGS));
        return 0;
    }
}
