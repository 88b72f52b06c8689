package minidocker.overlay;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.chmod;
import static minidocker.syscall.FileCalls.chroot;
import static minidocker.syscall.FileCalls.lchown;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.setresgid;
import static minidocker.syscall.ProcessCalls.setresuid;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import minidocker.chroot.UserNamespace;
import minidocker.cli.UserError;
import minidocker.layers.FileOwner;
import minidocker.namespaces.IdMapping;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * The owners of a layer's files, where an ordinary user has unpacked it and all of it is that user's. Only root can give files
 * away, so a process does it that is root of a user namespace, with the users of /etc/subuid: the same in which the layer's
 * containers will run. Its root directory is the layer, so no link in the archive can lead it to the user's own files.
 */
public final class LayerOwners {
    /** Of a program's calls, two to a file: all of them lie in memory at once. */
    private static final int FILES_AT_A_TIME = 500;

    private LayerOwners() {}

    /** For this user, on this machine. As {@link #give(Path, List, UserMaps)}. */
    public static List<String> give(Path layer, List<FileOwner> owners) {
        if (owners.isEmpty()) {
            return List.of();
        }
        UserMaps maps = UserMaps.decide();
        if (maps.isOneId()) {
            return leftOut(owners, "for an ordinary user that takes a range of IDs in /etc/subuid and /etc/subgid, and newuidmap");
        } else if (Storage.choose(ContainerFolder.makeRunning(), maps).driver() == Storage.Driver.COPY) {
            return leftOut(owners, "without overlayfs layers are copied, and we could not read what belongs to others");
        }
        try {
            return give(layer, owners, maps);
        } catch (ProgramFailure | SyscallException | UserError failure) {
            return leftOut(owners, failure.getMessage());
        }
    }

    private static List<String> leftOut(List<FileOwner> owners, String why) {
        return List.of("left out the owner of " + (owners.size() == 1 ? "a file" : owners.size() + " files") + ": " + why
                + " (/" + owners.get(0).path() + (owners.size() > 1 ? " and " + (owners.size() - 1) + " more)" : ")"));
    }

    /**
     * @param layer not seen by anybody else yet
     * @param owners in the order in which they are to be given
     * @param maps in which root is who unpacked the layer
     * @return what was left out and why, in sentences
     */
    public static List<String> give(Path layer, List<FileOwner> owners, UserMaps maps) {
        Map<Boolean, List<FileOwner>> isKnown = owners.stream().collect(Collectors.partitioningBy(
                owner -> isIn(maps.users(), owner.uid()) && isIn(maps.groups(), owner.gid())));
        List<FileOwner> known = isKnown.get(true);
        for (int from = 0; from < known.size(); from += FILES_AT_A_TIME) {
            run(program(layer, known.subList(from, Math.min(from + FILES_AT_A_TIME, known.size()))), maps);
        }
        List<FileOwner> strangers = isKnown.get(false);
        return strangers.isEmpty() ? List.of() : leftOut(strangers,
                "your range in /etc/subuid and /etc/subgid has too few IDs for user " + Integer.toUnsignedString(strangers.get(0).uid()));
    }

    private static boolean isIn(List<IdMapping> maps, int id) {
        long inside = Integer.toUnsignedLong(id);
        return maps.stream().anyMatch(map -> map.inside() <= inside && inside < map.inside() + map.count());
    }

    // tag::owners[]
    static SyscallProgram program(Path layer, List<FileOwner> owners) {
        SyscallProgram program = UserNamespace.awaitMaps(SyscallProgram.inNewProcess("root of a user namespace",
                CloneFlag.CLONE_NEWUSER).then(chdir(layer.toString()), "still as who may go there"))
                .then(setresgid(0), "root's group").then(setresuid(0), "and root")
                .then(chroot("."), "so that links in the layer lead to what is in the layer");
        for (FileOwner owner : owners) {
            program = program.then(lchown("/" + owner.path(), owner.uid(), owner.gid()).orGoOn(),
                    "may be gone: a later entry can replace the folder it was in");
            if (owner.mode() >= 0) {
                program = program.then(chmod("/" + owner.path(), owner.mode()).orGoOn(), "a new owner costs the set-user-ID bit");
            }
        }
        return program.then(exitGroup(0), "done");
    }
    // end::owners[]

    private static void run(SyscallProgram program, UserMaps maps) {
        try (Child child = Child.spawn(program)) {
            maps.write(child.pid());
            child.open(UserNamespace.GATE);
            child.awaitExec();
            if (!child.waitFor().equals(new ExitStatus.Exited(0))) {
                throw new UserError("the process that was to do it was killed");
            }
        }
    }
}
