package minidocker.engine.api;

import minidocker.cli.Home;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Router;

/** The whole Engine API. */
public final class Routes {
    private Routes() {}

    /** @param build of the running program */
    public static void add(Router router, Engine engine, Home home, String build) {
        new SystemRoutes(engine, home, build).addTo(router);
    }
}
