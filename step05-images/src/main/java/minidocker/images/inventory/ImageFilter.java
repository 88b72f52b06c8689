package minidocker.images.inventory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import minidocker.cli.UserError;
import minidocker.images.ImageReference;

/**
 * {@code --filter NAME=VALUE}, several of them: of one name any must be true, of different names all.
 *
 * @param images whether an image is wanted at all
 * @param names  which of its names are shown
 */
public record ImageFilter(Predicate<Image> images, Predicate<ImageReference> names, boolean byName) {
    private static final Set<String> NAMES = Set.of("dangling", "before", "since", "until", "label", "label!", "reference");
    private static final Map<String, String> SYNONYMS = Map.of("after", "since");

    /** @param inventory in which {@code before} and {@code since} find the image they name */
    public static ImageFilter of(List<String> filters, Inventory inventory) throws IOException {
        Map<String, List<String>> byName = new java.util.LinkedHashMap<>();
        for (String filter : filters) {
            int equals = filter.indexOf('=');
            if (equals < 0) {
                throw new UserError("invalid argument \"" + filter + "\" for \"-f, --filter\" flag: invalid filter '" + filter
                        + "': write it as NAME=VALUE, for example dangling=true");
            }
            String name = filter.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            name = SYNONYMS.getOrDefault(name, name);
            if (!NAMES.contains(name)) {
                throw new UserError("invalid filter '" + name
                        + "': there are dangling, before, since, until, label and reference", 1);
            }
            byName.computeIfAbsent(name, key -> new ArrayList<>()).add(filter.substring(equals + 1).strip());
        }
        Predicate<Image> images = image -> true;
        for (Map.Entry<String, List<String>> entry : byName.entrySet()) {
            if (!entry.getKey().equals("reference")) {
                images = images.and(one(entry.getKey(), entry.getValue(), inventory));
            }
        }
        List<String> patterns = byName.getOrDefault("reference", List.of());
        if (patterns.isEmpty()) {
            return new ImageFilter(images, name -> true, false);
        }
        List<NamePattern> parsed = patterns.stream().map(NamePattern::new).toList();
        Predicate<ImageReference> names = name -> parsed.stream().anyMatch(pattern -> pattern.matches(name));
        return new ImageFilter(images.and(image -> image.names().stream().anyMatch(names)), names, true);
    }

    private static Predicate<Image> one(String name, List<String> values, Inventory inventory) throws IOException {
        return switch (name) {
            case "dangling" -> dangling(values);
            // A label has to be there for each of the values.
            case "label" -> image -> values.stream().allMatch(value -> hasLabel(image, value));
            case "label!" -> image -> values.stream().noneMatch(value -> hasLabel(image, value));
            case "until" -> {
                Instant time = time(values.get(values.size() - 1));
                yield image -> image.created().orElse(Instant.EPOCH).isBefore(time);
            }
            default -> compared(values, inventory, name.equals("before") ? Instant::isBefore : Instant::isAfter);
        };
    }

    private static Predicate<Image> dangling(List<String> values) {
        boolean wanted = switch (values.get(values.size() - 1).toLowerCase(Locale.ROOT)) {
            case "true", "1", "t" -> true;
            case "false", "0", "f" -> false;
            default -> throw new UserError("invalid filter 'dangling=" + values + "': it is true or false", 1);
        };
        return image -> image.isDangling() == wanted;
    }

    private static Predicate<Image> compared(List<String> values, Inventory inventory, BiPredicate<Instant,
            Instant> rule) throws IOException {
        Predicate<Image> any = image -> false;
        for (String value : values) {
            Instant time = inventory.find(value).created().orElse(Instant.EPOCH);
            any = any.or(image -> rule.test(image.created().orElse(Instant.EPOCH), time));
        }
        return any;
    }

    private static boolean hasLabel(Image image, String wanted) {
        int equals = wanted.indexOf('=');
        String key = equals < 0 ? wanted : wanted.substring(0, equals);
        String value = image.config().defaults().labels().get(key);
        return value != null && (equals < 0 || value.equals(wanted.substring(equals + 1)));
    }

    /** {@code 24h}, {@code 10m}, a date, or seconds since 1970. */
    private static Instant time(String text) {
        try {
            if (text.matches("([0-9]+[hms])+")) {
                return Instant.now().minus(Duration.parse("PT" + text.toUpperCase(Locale.ROOT)));
            }
            if (text.matches("[0-9]{5,}")) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            String padded = text.length() == 10 ? text + "T00:00:00" : text;
            return padded.matches(".*(Z|[+-][0-9:]+)") && padded.indexOf('T') > 0 && padded.length() > 19
                    ? java.time.OffsetDateTime.parse(padded).toInstant()
                    : java.time.LocalDateTime.parse(padded).atZone(java.time.ZoneId.systemDefault()).toInstant();
        } catch (java.time.format.DateTimeParseException | ArithmeticException | NumberFormatException e) {
            throw new UserError("invalid filter 'until=" + text
                    + "': write a time that has passed (24h, 90m), a date (2026-01-31), "
                    + "or a time (2026-01-31T12:00:00)", 1);
        }
    }
}
