package minidocker.engine.core;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import minidocker.engine.Refusal;

/**
 * The words behind the paths of a {@code -v}: {@code ro,z,nocopy}. Of each kind there may be one.
 *
 * @param text as it was written
 */
record MountMode(String text) {
    static final Set<String> PROPAGATIONS = Set.of("private", "rprivate", "slave", "rslave", "shared", "rshared");
    private static final Set<String> ACCESS = Set.of("rw", "ro");
    /** For SELinux, which we leave alone. */
    private static final Set<String> LABELS = Set.of("z", "Z");
    private static final Set<String> COPYING = Set.of("nocopy");
    /** For Macs, where files are not the host's own. */
    private static final Set<String> CONSISTENCY = Set.of("consistent", "cached", "delegated", "default");
    private static final List<Set<String>> KINDS = List.of(ACCESS, LABELS, PROPAGATIONS, COPYING, CONSISTENCY);

    boolean isValid() {
        return words().allMatch(word -> KINDS.stream().anyMatch(kind -> kind.contains(word)))
                && KINDS.stream().noneMatch(kind -> words().filter(kind::contains).count() > 1);
    }

    /** @throws Refusal BAD_PARAMETER, in Docker's words */
    MountMode checked() {
        if (!isValid()) {
            throw new Refusal(Refusal.Kind.BAD_PARAMETER, "invalid mode: " + text);
        }
        return this;
    }

    private Stream<String> words() {
        return text.isEmpty() ? Stream.empty() : Stream.of(text.split(",", -1));
    }

    boolean isReadOnly() {
        return words().anyMatch("ro"::equals);
    }

    boolean isWithoutCopy() {
        return words().anyMatch("nocopy"::equals);
    }

    /** Empty if nothing is said. */
    String propagation() {
        return words().filter(PROPAGATIONS::contains).findFirst().orElse("");
    }
}
