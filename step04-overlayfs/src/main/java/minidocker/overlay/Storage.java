package minidocker.overlay;

import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.ProcessCalls.exitGroup;

import java.nio.file.Path;
import java.util.List;
import minidocker.chroot.UserNamespace;
import minidocker.layers.Tree;
import minidocker.namespaces.ContainerOptions;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.MountFlag;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * How layers become a root filesystem on this machine: found out by trying, because it depends on the kernel, on its
 * configuration, on the filesystem, and on who asks.
 *
 * @param driver which one
 * @param why in a few words, with the kernel's answer if it is not overlayfs
 */
public record Storage(Driver driver, String why) {
    /** The ways there are. */
    public enum Driver {
        /** Layers are mounted over each other; a start costs a millisecond, and containers share what they only read. */
        OVERLAY,
        /** Layers are copied into one folder for each container: works everywhere, and costs the time and the space of a copy. */
        COPY
    }

    /**
     * @param folder where the uppers will be; it is there, and it is ours
     * @param maps of the containers' user namespace, or null if they have none of their own
     */
    public static Storage choose(Path folder, UserMaps maps) {
        boolean own = maps != null;
        boolean inUserNamespace = own || UserMaps.weAreInUserNamespace();
        int parent = Tree.open(folder);
        String name = ".try-" + ContainerOptions.newId();
        try {
            LinuxFiles.mkdir(parent, name, 0700);
            Path trial = folder.resolve(name);
            for (String part : List.of("0", OverlayRoot.UPPER, OverlayRoot.WORK, OverlayRoot.MERGED)) {
                LinuxFiles.mkdir(parent, name + "/" + part, 0700);
            }
            mountOnce(new OverlayRoot(trial, List.of(trial.resolve("0")), trial.resolve(OverlayRoot.UPPER), inUserNamespace),
                    own);
            return new Storage(Driver.OVERLAY, inUserNamespace ? "overlayfs, with its notes in user.overlay.* attributes"
                    : "overlayfs");
        } catch (ProgramFailure failure) {
            return new Storage(Driver.COPY, failure.failed().call().syscall() + ": " + failure.failed().call()
                    .failure(failure.failed().errno()));
        } catch (SyscallException failure) {
            return new Storage(Driver.COPY, failure.getMessage());
        } finally {
            Tree.remove(parent, name);
            Linux.close(parent);
        }
    }

    /** In a mount namespace that is gone a moment later, with the mount. */
    private static void mountOnce(OverlayRoot root, boolean ownUserNamespace) {
        SyscallProgram program = ownUserNamespace
                ? UserNamespace.awaitMaps(SyscallProgram.inNewProcess("a try", CloneFlag.CLONE_NEWUSER, CloneFlag.CLONE_NEWNS))
                : SyscallProgram.inNewProcess("a try", CloneFlag.CLONE_NEWNS);
        program = root.mounted(root.reached(program.then(mount(null, "/", null, null, MountFlag.MS_REC, MountFlag.MS_SLAVE),
                "nobody sees it"))).then(exitGroup(0), "it can be done");
        try (Child child = Child.spawn(program)) {
            if (ownUserNamespace) {
                UserNamespace.mapSingle(child.pid(), 0, Linux.geteuid(), 0, Linux.getegid());
                child.open(UserNamespace.GATE);
            }
            child.awaitExec();
            child.waitFor();
        }
    }
}
