package minidocker.engine.runtime;

import static minidocker.syscall.FileCalls.chmod;
import static minidocker.syscall.FileCalls.chown;
import static minidocker.syscall.FileCalls.createFile;
import static minidocker.syscall.FileCalls.mknod;
import static minidocker.syscall.FileCalls.symlink;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.MountCalls.moveMount;
import static minidocker.syscall.MountCalls.openTree;

import java.util.ArrayList;
import java.util.List;
import minidocker.engine.runtime.spec.SpecDevice;
import minidocker.syscall.SyscallProgram;

/** The device files of a container: those that every one has, and those that its bundle adds. */
final class Devices {
    private static final int CHARACTER = 0020000;
    private static final int BLOCK = 0060000;
    private static final int FIFO = 0010000;

    /** The devices every program may count on, see null(4), random(4), tty(4). */
    private static final List<SpecDevice> ALWAYS = List.of(device("null", 1, 3), device("zero", 1, 5), device("full", 1, 7),
            device("random", 1, 8), device("urandom", 1, 9), device("tty", 5, 0));

    private final List<SpecDevice> all = new ArrayList<>();
    private final boolean inUserNamespace;

    Devices(List<SpecDevice> more, boolean ownDev, boolean inUserNamespace) {
        this.inUserNamespace = inUserNamespace;
        if (ownDev) {
            all.addAll(ALWAYS);
        }
        for (SpecDevice device : more) {
            all.removeIf(other -> other.path().equals(device.path()));
            all.add(device);
        }
    }

    private static SpecDevice device(String name, int major, int minor) {
        return new SpecDevice("/dev/" + name, "c", major, minor, 0666, null, null);
    }

    /** While the host's paths still mean the host's files. */
    SyscallProgram open(SyscallProgram program) {
        SyscallProgram longer = program;
        if (inUserNamespace) {
            for (SpecDevice device : all) {
                longer = longer.then(openTree(device.path(), false).as(device.path()),
                        "nobody in a user namespace may make devices: the host's are taken along");
            }
        }
        return longer;
    }

    SyscallProgram make(SyscallProgram program) {
        SyscallProgram longer = program;
        for (SpecDevice device : all) {
            String path = device.path();
            longer = path.lastIndexOf('/') > "/dev".length() || !path.startsWith("/dev/")
                    ? ContainerMounts.makeFolders(longer, path.substring(0, path.lastIndexOf('/'))) : longer;
            if (inUserNamespace) {
                longer = longer.then(createFile(path, 0666).orGoOn(), "a file to mount the device onto")
                        .then(moveMount(result(path), path), "the host's " + path);
            } else {
                longer = made(longer, device);
            }
        }
        return longer;
    }

    private static SyscallProgram made(SyscallProgram program, SpecDevice device) {
        boolean always = ALWAYS.contains(device);
        int type = device.type().equals("b") ? BLOCK : device.type().equals("p") ? FIFO : CHARACTER;
        int mode = device.fileMode() == null ? 0666 : device.fileMode() & 07777;
        SyscallProgram longer = program.then(mknod(device.path(), type | mode, device.major(), device.minor()).orGoOn(),
                always ? "the devices every program counts on" : "a device that it was given");
        if (!always && (device.uid() != null || device.gid() != null)) {
            int owner = device.uid() == null ? 0 : device.uid();
            int group = device.gid() == null ? 0 : device.gid();
            longer = longer.then(chown(device.path(), owner, group), "its owner")
                    .then(chmod(device.path(), mode), "and its mode, which a change of owner may cut");
        }
        return longer;
    }

    static SyscallProgram links(SyscallProgram program) {
        String why = "names that programs expect";
        return program.then(symlink("/proc/self/fd", "/dev/fd").orGoOn(), why)
                .then(symlink("/proc/self/fd/0", "/dev/stdin").orGoOn(), why)
                .then(symlink("/proc/self/fd/1", "/dev/stdout").orGoOn(), why)
                .then(symlink("/proc/self/fd/2", "/dev/stderr").orGoOn(), why)
                .then(symlink("/proc/kcore", "/dev/core").orGoOn(), why)
                .then(symlink("pts/ptmx", "/dev/ptmx").orGoOn(), why);
    }
}
