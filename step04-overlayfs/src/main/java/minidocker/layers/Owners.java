package minidocker.layers;

import java.util.List;
import minidocker.namespaces.IdMapping;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Linux;
import minidocker.syscall.Stat;

/**
 * Who a file's owner is inside of containers. For root, who it is on the disk; root of an ordinary user's container is that user on
 * the disk, and its other users are from /etc/subuid: an archive that said so would mean something on this machine only.
 *
 * @param users from container to disk; null for no difference
 */
record Owners(List<IdMapping> users, List<IdMapping> groups) {

    static Owners ofThisProcess() {
        if (Linux.geteuid() == 0) {
            return new Owners(null, null);
        }
        UserMaps maps = UserMaps.decide(List.of(), List.of());
        return new Owners(maps.users(), maps.groups());
    }

    long uid(Stat stat) {
        return inside(users, Integer.toUnsignedLong(stat.uid()));
    }

    long gid(Stat stat) {
        return inside(groups, Integer.toUnsignedLong(stat.gid()));
    }

    /** Who is not in the map stays as he is: a file of a layer that somebody else has unpacked. */
    static long inside(List<IdMapping> maps, long outside) {
        return maps == null ? outside : maps.stream()
                .filter(map -> map.outside() <= outside && outside < map.outside() + map.count())
                .mapToLong(map -> map.inside() + outside - map.outside()).findFirst().orElse(outside);
    }
}
