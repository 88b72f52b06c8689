package minidocker.images;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Operating system, processor and its variant: {@code linux/amd64}, {@code linux/arm/v7}. Names are Go's (GOOS, GOARCH), as the
 * OCI image specification demands; the names uname(1) prints are understood and translated.
 *
 * @param variant empty if the architecture has none, or the usual one
 */
public record Platform(String os, String architecture, String variant) {
    private static final Map<String, String> ARCHITECTURES = Map.of(
            "i386", "386", "x86_64", "amd64", "x86-64", "amd64", "aarch64", "arm64", "armhf", "arm", "armel", "arm");

    public Platform(String os, String architecture) {
        this(os, architecture, "");
    }

    /** Reads {@code os/arch[/variant]}, {@code os} or {@code arch}; what is missing is taken from this machine. */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        boolean valid = parts.length <= 3
                && Stream.of(parts).allMatch(part -> !part.isEmpty()
                        && part.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "_.-".indexOf(c) >= 0)));
        if (!valid) {
            throw new InvalidReference("\"" + text
                    + "\" is an invalid platform: write os/architecture or os/architecture/variant, "
                    + "for example linux/arm64");
        }
        Platform host = host();
        if (parts.length > 1) {
            return new Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : "").normalised();
        }
        if (List.of("linux", "windows", "darwin", "macos", "freebsd").contains(parts[0].toLowerCase(Locale.ROOT))) {
            return new Platform(parts[0], host.architecture, host.variant).normalised();
        }
        return new Platform(host.os, parts[0]).normalised();
    }

    /** What images of this machine are made for. Always Linux: nothing else runs containers here. */
    public static Platform host() {
        return new Platform("linux", System.getProperty("os.arch")).normalised();
    }

    /**
     * One name for each thing: {@code aarch64} and {@code arm64/v8} are {@code arm64}, {@code arm} and {@code armhf} are
     * {@code arm/v7}, {@code armel} is {@code arm/v6}, {@code amd64/v1} is {@code amd64}.
     */
    public Platform normalised() {
        String system = os.toLowerCase(Locale.ROOT);
        String written = architecture.toLowerCase(Locale.ROOT);
        String arch = ARCHITECTURES.getOrDefault(written, written);
        String v = variant.toLowerCase(Locale.ROOT);
        v = switch (arch) {
            case "amd64" -> v.equals("v1") ? "" : v;
            case "arm64" -> v.equals("8") || v.equals("v8") ? "" : v;
            case "arm" -> armVariant(written, v);
            case "386" -> "";
            default -> v;
        };
        return new Platform(system.equals("macos") ? "darwin" : system, arch, v);
    }

    private static String armVariant(String written, String v) {
        if (written.equals("armel")) {
            return "v6";
        }
        return v.isEmpty() || written.equals("armhf") ? "v7" : v.startsWith("v") ? v : "v" + v;
    }

    /**
     * The platforms whose images run here, best first: older variants of the processor, and its 32-bit mode (containerd's rules).
     */
    public List<Platform> runnable() {
        Platform p = normalised();
        return switch (p.architecture) {
            case "amd64" -> Stream.concat(p.downTo(1, ""), Stream.of(new Platform(p.os, "386"))).toList();
            case "arm64" -> Stream.concat(p.sameOrPlain(), new Platform(p.os, "arm", "v8").downTo(5, null)).toList();
            case "arm" -> p.downTo(5, null).toList();
            default -> List.of(p);
        };
    }

    /** Lower is better, 0 is exact; -1 if an image for {@code image} does not run on this platform. */
    public int rank(Platform image) {
        return runnable().indexOf(image.normalised());
    }

    private Stream<Platform> sameOrPlain() {
        return variant.isEmpty() ? Stream.of(this) : Stream.of(this, new Platform(os, architecture));
    }

    /** This variant and those below it, then {@code last} unless that is null: v3, v2, (v1 is the empty one). */
    private Stream<Platform> downTo(int lowest, String last) {
        Stream<Platform> variants = Stream.of(this);
        if (variant.matches("v[1-9]")) {
            variants = Stream.iterate(variant.charAt(1) - '0', n -> n >= lowest && !(last != null && n == 1), n -> n - 1)
                    .map(n -> new Platform(os, architecture, "v" + n));
        }
        return last == null || variant.equals(last) ? variants
                : Stream.concat(variants, Stream.of(new Platform(os, architecture, last)));
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
