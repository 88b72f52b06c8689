package minidocker.engine.network.resolver;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The names that one container can ask for. Asked by several threads, each time anew. */
public interface Directory {
    /**
     * @param name without a dot at its end, in lower case
     * @return of both families; empty if it is nobody's of ours
     */
    Optional<List<InetAddress>> addresses(String name);

    /** Whose address this is: a name with its network, {@code web.backend}; empty if nobody's of ours. */
    Optional<String> name(InetAddress address);

    /** False for a container that must not reach the world: then nobody else is asked either. */
    boolean asksOthers();
}
