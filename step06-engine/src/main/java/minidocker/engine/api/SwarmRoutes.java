package minidocker.engine.api;

import java.util.List;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.http.Router;

/** What Docker has for many machines together, and its plugins: answered as by an engine that has joined no swarm and has none. */
final class SwarmRoutes {
    private static final String NO_MANAGER = "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to "
            + "connect this node to swarm and try again.";
    private static final String NO_SWARM = "This node is not part of a swarm";
    private static final String ONE_MACHINE = "mini-docker has no swarm: it keeps the containers of one machine";

    private SwarmRoutes() {}

    static void addTo(Router router) {
        for (String kind : List.of("nodes", "services", "tasks", "secrets", "configs")) {
            refuse(router, "GET", "/" + kind, NO_MANAGER);
            refuse(router, "POST", "/" + kind + "/create", NO_MANAGER);
            for (String method : List.of("GET", "DELETE")) {
                refuse(router, method, "/" + kind + "/{id}", NO_MANAGER);
            }
            refuse(router, "POST", "/" + kind + "/{id}/update", NO_MANAGER);
            refuse(router, "GET", "/" + kind + "/{id}/logs", NO_MANAGER);
        }
        refuse(router, "GET", "/swarm", NO_MANAGER);
        refuse(router, "GET", "/swarm/unlockkey", NO_MANAGER);
        refuse(router, "POST", "/swarm/update", NO_MANAGER);
        refuse(router, "POST", "/swarm/leave", NO_SWARM);
        refuse(router, "POST", "/swarm/unlock", NO_SWARM);
        refuse(router, "POST", "/swarm/init", ONE_MACHINE);
        refuse(router, "POST", "/swarm/join", ONE_MACHINE);
        router.add("GET", "/plugins", exchange -> exchange.json(200, List.of()));
        router.add("GET", "/plugins/{name:.*}/json", exchange -> {
            throw new Refusal(Kind.NOT_FOUND, "plugin \"" + exchange.parameter("name") + "\" not found");
        });
        router.add("POST", "/plugins/{rest:.*}", exchange -> {
            throw new Refusal(Kind.UNAVAILABLE, "mini-docker has no plugins");
        });
    }

    private static void refuse(Router router, String method, String path, String sentence) {
        router.add(method, path, exchange -> {
            throw new Refusal(Kind.UNAVAILABLE, sentence);
        });
    }
}
