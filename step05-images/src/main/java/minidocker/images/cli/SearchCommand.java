package minidocker.images.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import minidocker.cli.HelpOption;
import minidocker.cli.UserError;
import minidocker.cli.template.Listing;
import minidocker.cli.template.Row;
import minidocker.cli.template.TemplateException;
import minidocker.images.ImageReference;
import minidocker.images.registry.Search;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code search}. */
@Command(description = "Search Docker Hub, or the registry that TERM begins with, for images.")
public final class SearchCommand implements Callable<Integer> {
    private static final int MAX_LIMIT = 100;
    private static final int DESCRIPTION_WIDTH = 45;
    private static final Map<String, String> HEADINGS = Map.of("Name", "NAME", "Description", "DESCRIPTION", "StarCount", "STARS",
            "IsOfficial", "OFFICIAL", "IsAutomated", "AUTOMATED");

    @Mixin
    private HelpOption help;
    @Parameters(paramLabel = "[REGISTRY/]TERM", description = "What names and descriptions are searched for.")
    private String term;
    @Option(names = {"-f", "--filter"}, paramLabel = "NAME=VALUE",
            description = "stars=NUMBER, is-official=true|false, is-automated=true|false.")
    private List<String> filters = new ArrayList<>();
    @Option(names = "--limit", paramLabel = "NUMBER", description = "Max number of search results, 1 to 100 (default 25).")
    private int limit = 25;
    @Option(names = "--no-trunc", description = "Don't truncate output.")
    private boolean noTrunc;
    @Option(names = "--format", paramLabel = "TEMPLATE", description = "'table', 'table TEMPLATE', 'json' or a Go template.")
    private String format = "";
    @Mixin
    private RegistryOptions registry;

    @Override
    public Integer call() {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new UserError("limit " + limit + " is outside the range of [1, " + MAX_LIMIT + "]", StoreCommand.REFUSED);
        }
        Predicate<Search.Result> filter = filters.stream().map(SearchCommand::filter).reduce(result -> true, Predicate::and);
        int slash = term.indexOf('/');
        String first = slash < 0 ? "" : term.substring(0, slash);
        boolean elsewhere = first.equals("localhost") || first.indexOf('.') >= 0 || first.indexOf(':') >= 0;
        String domain = elsewhere && !first.equals("index.docker.io") ? first : ImageReference.DOCKER_HUB;
        try {
            List<Row> rows = new ArrayList<>();
            for (Search.Result result
                    : Search.search(domain, elsewhere ? term.substring(slash + 1) : term, limit, registry.settings())) {
                if (filter.test(result)) {
                    rows.add(row(result));
                }
            }
            System.out.print(Listing.of(format, "{{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}")
                    .print(rows, HEADINGS));
            return 0;
        } catch (TemplateException e) {
            throw StoreCommand.error("template parsing error: " + e.getMessage(), e);
        } catch (IOException e) {
            throw StoreCommand.error(e.getMessage(), e);
        }
    }

    private Row row(Search.Result result) {
        String text = result.description().replace('\n', ' ').replace('\r', ' ').replace('\t', ' ');
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Name", printable(result.name()));
        fields.put("Description", printable(noTrunc || text.codePointCount(0, text.length()) <= DESCRIPTION_WIDTH ? text
                : text.substring(0, text.offsetByCodePoints(0, DESCRIPTION_WIDTH - 1)) + "…"));
        fields.put("StarCount", String.valueOf(result.stars()));
        fields.put("IsOfficial", result.official() ? "[OK]" : "");
        fields.put("IsAutomated", result.automated() ? "[OK]" : "");
        return new Row("*formatter.searchContext", fields);
    }

    /** Anybody may write a description, and not everything in it is for a terminal. */
    private static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().filter(c -> !Character.isISOControl(c)).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static Predicate<Search.Result> filter(String text) {
        int equals = text.indexOf('=');
        String value = text.substring(equals + 1).strip();
        switch (equals < 0 ? "" : text.substring(0, equals).strip()) {
            case "stars" -> {
                if (value.matches("[0-9]{1,9}")) {
                    int least = Integer.parseInt(value);
                    return result -> result.stars() >= least;
                }
            }
            case "is-official" -> {
                if (value.matches("true|false")) {
                    return result -> result.official() == value.equals("true");
                }
            }
            case "is-automated" -> {
                if (value.matches("true|false")) {
                    return result -> result.automated() == value.equals("true");
                }
            }
            default -> { }
        }
        throw new UserError("invalid filter '" + text
                + "': there are stars=NUMBER, is-official=true|false and is-automated=true|false",
                StoreCommand.REFUSED);
    }
}
