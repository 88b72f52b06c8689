package minidocker.engine.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import minidocker.cgroups.Hierarchies;
import minidocker.namespaces.Capability;
import minidocker.namespaces.UserMaps;

/**
 * What of the machine decides how a container is made. A value, so that a program can be made for any machine.
 *
 * @param hierarchies of control groups
 * @param groups those in which a container has a group of its own; none where nobody has delegated any to us
 * @param inUserNamespace we are not root of the machine: devices cannot be made
 * @param mayLeaveGroups setgroups(2) is for us; not where an ordinary user has mapped one ID only
 * @param hasTtyGroup group 5, which owns terminals, is there
 * @param capabilities that we have ourselves, a bit each: nobody can give what he does not have
 * @param files tells of a path of the host's whether it is anything but a folder
 */
record Surroundings(Hierarchies hierarchies, Hierarchies groups, boolean inUserNamespace, boolean mayLeaveGroups,
        boolean hasTtyGroup, long capabilities, Predicate<String> files) {

    Surroundings(Hierarchies hierarchies, boolean inUserNamespace, boolean hasTtyGroup, long capabilities,
            Predicate<String> files) {
        this(hierarchies, hierarchies, inUserNamespace, true, hasTtyGroup, capabilities, files);
    }


    static Surroundings ofThisMachine() {
        boolean inside = UserMaps.weAreInUserNamespace();
        Hierarchies hierarchies = Hierarchies.ofThisMachine();
        return new Surroundings(hierarchies, hierarchies, inside, UserMaps.mayLeaveGroups(), UserMaps.hasTtyGroup(null),
                Capability.ours(), path -> !Files.isDirectory(Path.of(path)));
    }

    Surroundings withoutGroups() {
        return new Surroundings(hierarchies, new Hierarchies(List.of()), inUserNamespace, mayLeaveGroups, hasTtyGroup,
                capabilities, files);
    }

    boolean isFile(String path) {
        return files.test(path);
    }

    boolean has(Capability capability) {
        return (capabilities & 1L << capability.ordinal()) != 0;
    }
}
