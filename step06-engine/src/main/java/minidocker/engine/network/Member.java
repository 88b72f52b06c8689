package minidocker.engine.network;

import java.util.List;

/**
 * A running container on a network.
 *
 * @param container     ID
 * @param containerName without a slash in front
 * @param names         by which the others find it there, its own name first; none where nobody looks for names
 */
public record Member(String container, String containerName, List<String> names, Endpoint endpoint) {
    public Member {
        names = List.copyOf(names);
    }
}
