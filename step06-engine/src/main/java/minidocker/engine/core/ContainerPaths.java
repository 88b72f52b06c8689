package minidocker.engine.core;

import java.nio.file.Path;
import minidocker.cli.Home;
import minidocker.overlay.OverlayRoot;

/**
 * Where things lie.
 *
 * <pre>
 * HOME/containers/ID/container.json   what a client wanted: it is there, so the container is
 *                    state.json       what it is doing
 *                    networks.json    the networks it belongs to, and what it has there while it runs
 *                    config.json      the bundle's, with its links and folders, see {@link minidocker.engine.runtime.Bundle}
 *                    ID-json.log      what it wrote
 *                    hostname, hosts, resolv.conf   mounted over its own
 *                    own-volumes      names of volumes that go if this folder goes, or if it was never finished
 * HOME/containers/.removed-ID         what is left of one, for a moment
 * RUN/containers/ID/                  its FIFOs
 * RUN/runtime/                        the runtime's
 * </pre>
 */
record ContainerPaths(Path all, Path allRun) {
    static final String REMOVED = ".removed-";
    static final String REMOVED_WITH_VOLUMES = REMOVED + "with-volumes-";

    static ContainerPaths of(Home home) {
        return new ContainerPaths(home.data().resolve("containers"), home.run().resolve("containers"));
    }

    Path folder(ContainerId id) {
        return all.resolve(id.hex());
    }

    Path run(ContainerId id) {
        return allRun.resolve(id.hex());
    }

    Path removed(ContainerId id, boolean withVolumes) {
        return all.resolve((withVolumes ? REMOVED_WITH_VOLUMES : REMOVED) + id.hex());
    }

    static Path config(Path folder) {
        return folder.resolve("container.json");
    }

    static Path state(Path folder) {
        return folder.resolve("state.json");
    }

    static Path networks(Path folder) {
        return folder.resolve("networks.json");
    }

    static Path upper(Path folder) {
        return folder.resolve(OverlayRoot.UPPER);
    }

    static Path hostname(Path folder) {
        return folder.resolve("hostname");
    }

    static Path hosts(Path folder) {
        return folder.resolve("hosts");
    }

    static Path resolvConf(Path folder) {
        return folder.resolve("resolv.conf");
    }

    static Path ownVolumes(Path folder) {
        return folder.resolve("own-volumes");
    }
}
