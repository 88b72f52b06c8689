package minidocker.engine.api;

import minidocker.cli.Home;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Router;
import minidocker.images.registry.RegistrySettings;

/** The whole Engine API. */
public final class Routes {
    private Routes() {}

    /** @param build of the running program */
    public static void add(Router router, Engine engine, Home home, RegistrySettings registries, String build) {
        new SystemRoutes(engine, home, build).addTo(router);
        new ContainerListing(engine).addTo(router);
        new ContainerRoutes(engine).addTo(router);
        new StatisticsRoutes(engine).addTo(router);
        new TopRoutes(engine).addTo(router);
        new FileRoutes(engine).addTo(router);
        new CommitRoutes(engine).addTo(router);
        new NetworkRoutes(engine).addTo(router);
        new PruneRoutes(engine).addTo(router);
        new VolumeRoutes(engine).addTo(router);
        new DiskUsageRoutes(engine).addTo(router);
        new EventRoutes(engine).addTo(router);
        new AttachRoutes(engine).addTo(router);
        new LogRoutes(engine).addTo(router);
        new ExecRoutes(engine).addTo(router);
        new TraceRoutes(engine).addTo(router);
        new ImageRoutes(engine, registries).addTo(router);
    }
}
