package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.namespaces.MountTree;
import minidocker.namespaces.MountTree.Mounted;

/** What mounts tell each other goes only as far as the mount of the host's allows, see mount_namespaces(7). */
final class Propagation {
    private Propagation() {}

    /**
     * @param source that is there
     * @param wanted {@code rshared}, {@code slave} ...
     * @throws Refusal FAILED, in Docker's words, if the host's mount tells nothing that could be heard
     */
    static void check(Path source, String wanted) {
        if (wanted.endsWith("shared") || wanted.endsWith("slave")) {
            check(source, wanted, MountTree.of((int) ProcessHandle.current().pid()));
        }
    }

    static void check(Path source, String wanted, MountTree host) {
        Path real;
        try {
            real = source.toRealPath();
        } catch (IOException gone) {
            real = source;
        }
        Path path = real;
        // Of several on one place, the last one is on top.
        Optional<Mounted> mount = host.mounts().stream().filter(one -> path.startsWith(one.point()))
                .reduce((a, b) -> Comparator.<Mounted>comparingInt(one -> Path.of(one.point()).getNameCount()).compare(a, b) > 0 ? a : b);
        String propagation = mount.map(Mounted::propagation).orElse("");
        boolean shared = propagation.contains("shared:");
        boolean heard = shared || propagation.contains("master:");
        if (wanted.endsWith("shared") && !shared || wanted.endsWith("slave") && !heard) {
            throw new Refusal(Kind.FAILED, "path " + source + " is mounted on " + mount.map(Mounted::point).orElse("/")
                    + " but it is not a shared " + (wanted.endsWith("slave") ? "or slave mount" : "mount"));
        }
    }
}
