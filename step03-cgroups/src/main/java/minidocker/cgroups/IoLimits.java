package minidocker.cgroups;

import java.util.List;

/**
 * What a group may have of the disks.
 *
 * @param weight 10 to 1000, against other groups when a disk is busy; null for the default
 * @param readBytes bytes a second, for each disk that is named
 * @param writeBytes bytes a second
 * @param readOperations operations a second
 * @param writeOperations operations a second
 */
public record IoLimits(Integer weight, List<Throttle> readBytes, List<Throttle> writeBytes, List<Throttle> readOperations,
        List<Throttle> writeOperations) {
    public static final IoLimits NONE = new IoLimits(null, List.of(), List.of(), List.of(), List.of());

    public IoLimits {
        if (weight != null && (weight < 10 || weight > 1000)) {
            throw new IllegalArgumentException("Range of blkio weight is from 10 to 1000, and " + weight + " is outside");
        }
        readBytes = List.copyOf(readBytes);
        writeBytes = List.copyOf(writeBytes);
        readOperations = List.copyOf(readOperations);
        writeOperations = List.copyOf(writeOperations);
    }
}
