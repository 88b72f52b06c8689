package minidocker.engine.daemon;

import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.ProcessCalls.setns;
import static minidocker.syscall.ProcessCalls.setresgid;
import static minidocker.syscall.ProcessCalls.setresuid;
import static minidocker.syscall.ProcessCalls.unshare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import minidocker.chroot.UserNamespace;
import minidocker.cli.Home;
import minidocker.engine.core.LivingContainers;
import minidocker.engine.runtime.ProcessIdentity;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Linux;
import minidocker.syscall.MountFlag;
import minidocker.syscall.ProcessCalls;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * Where an engine runs. Root's runs where everybody is. An ordinary user's runs in a user namespace, in which it is root over all
 * IDs that the user has: it unpacks layers with their owners and mounts them as root's does, and no line of it knows the difference.
 * It sees the same processes, files and network as before; of the mounts it has a copy, so that what it mounts is its own affair.
 */
sealed interface EngineNamespaces extends AutoCloseable {

    /** How the program begins. */
    SyscallProgram newProcess(String why);

    /** See {@link Child#spawn(SyscallProgram, Map)}. */
    default Map<String, Integer> given() {
        return Map.of();
    }

    /** What only its parent can do for it. */
    default void whileItWaits(Child child) {}

    @Override
    default void close() {}

    /** What this user needs. An engine before this one may have left containers: only in their user namespace they are within reach. */
    static EngineNamespaces decide(Home home) {
        if (Linux.geteuid() == 0) {
            return new Everybodys();
        }
        Optional<EngineNamespaces> joined = LivingContainers.first(home).flatMap(EngineNamespaces::of);
        return joined.orElseGet(() -> new New(UserMaps.decide()));
    }

    private static Optional<EngineNamespaces> of(ProcessIdentity container) {
        Path user = Path.of("/proc/" + container.pid() + "/ns/user");
        try {
            if (Files.readSymbolicLink(user).equals(Files.readSymbolicLink(Path.of("/proc/self/ns/user")))) {
                return Optional.empty();
            }
            return Optional.of(new Joined(Linux.openat(Linux.AT_FDCWD, user.toString(), 0)));
        } catch (IOException | SyscallException anothers) {
            return Optional.empty();
        }
    }

    /** Root's. */
    record Everybodys() implements EngineNamespaces {
        @Override
        public SyscallProgram newProcess(String why) {
            return SyscallProgram.inNewProcess(why);
        }
    }

    // tag::own-engine[]
    /** @param maps who its users are outside */
    record New(UserMaps maps) implements EngineNamespaces {
        @Override
        public SyscallProgram newProcess(String why) {
            SyscallProgram program = UserNamespace.awaitMaps(
                    SyscallProgram.inNewProcess(why, CloneFlag.CLONE_NEWUSER, CloneFlag.CLONE_NEWNS));
            return ownMounts(program.then(setresgid(0), "root's group").then(setresuid(0), "and root, of this user namespace"));
        }

        @Override
        public void whileItWaits(Child child) {
            maps.write(child.pid());
            child.open(UserNamespace.GATE);
        }
    }
    // end::own-engine[]

    /** @param descriptor of the user namespace, closed with this */
    record Joined(int descriptor) implements EngineNamespaces {
        private static final String USER = "user-namespace";

        @Override
        public SyscallProgram newProcess(String why) {
            return ownMounts(SyscallProgram.inNewProcess(why)
                    .then(setns(ProcessCalls.given(USER), CloneFlag.CLONE_NEWUSER), "the user namespace of the containers that are there")
                    .then(unshare(CloneFlag.CLONE_NEWNS), "a copy of all mounts")
                    .then(setresgid(0), "root's group").then(setresuid(0), "and root, of this user namespace"));
        }

        @Override
        public Map<String, Integer> given() {
            return Map.of(USER, descriptor);
        }

        @Override
        public void close() {
            Linux.close(descriptor);
        }
    }

    private static SyscallProgram ownMounts(SyscallProgram program) {
        return program.then(mount(null, "/", null, null, MountFlag.MS_REC, MountFlag.MS_SLAVE),
                "what the machine mounts later is seen here, and not the other way round");
    }
}
