package minidocker.doctor;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.chroot;
import static minidocker.syscall.FileCalls.mkdir;
import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.setParentDeathSignal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import minidocker.chroot.UserNamespace;
import minidocker.cli.UserError;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.Linux;
import minidocker.syscall.MountFlag;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;
import minidocker.syscall.TracedCall;

/**
 * Asks the kernel by trying, each time in a child that ends at once. What is mounted is mounted in the child's own namespace and
 * gone with it.
 */
final class Trials {
    private static final List<String> FOLDERS = List.of("lower", "upper", "work", "merged");
    private static final MountFlag[] CAREFUL = {MountFlag.MS_NOSUID, MountFlag.MS_NODEV};

    private Trials() {}

    static Attempt clone3() {
        return end(SyscallProgram.inNewProcess("a process that only ends").then(exitGroup(0), "that is all"));
    }

    private static Attempt end(SyscallProgram program) {
        try (Child child = Child.spawn(program)) {
            child.awaitExec();
            ExitStatus status = child.waitFor();
            return status.code() == 0 ? Attempt.WORKED : new Attempt.Refused(null, "the child ended with " + status.code());
        } catch (SyscallException refused) {
            return Attempt.refused(refused);
        }
    }

    // tag::namespaces[]
    /** @param folder with the empty folders of {@link #FOLDERS} in it, or null */
    static SyscallProgram inNamespaces(boolean userNamespace, Path folder) {
        SyscallProgram program = SyscallProgram.inNewProcess("a process with mounts and process IDs of its own",
                CloneFlag.CLONE_NEWNS,
                CloneFlag.CLONE_NEWPID);
        if (userNamespace) {
            program = UserNamespace.awaitMaps(program.withFlags(CloneFlag.CLONE_NEWUSER));
        }
        // Only with this does overlayfs keep its notes in attributes that root of a user namespace may write (Linux 5.11).
        String layers = "lowerdir=lower,upperdir=upper,workdir=work" + (userNamespace ? ",userxattr" : "");
        program = program
                .then(setParentDeathSignal(Signal.SIGKILL), "a trial does not outlive who makes it")
                .then(mount(null, "/", null, null, MountFlag.MS_REC, MountFlag.MS_PRIVATE).orGoOn(),
                        "no mount of ours reaches the host");
        if (folder != null) {
            program = program
                    .then(chdir(folder.toString()).as("folder").orGoOn(), "where the layers lie")
                    .then(mount("overlay", "merged", "overlay", layers, CAREFUL).as("disk").orGoOn(), "layers on the disk");
        }
        return program
                .then(mount("proc", "/proc", "proc", null, CAREFUL).as("proc").orGoOn(), "the processes of our own namespace")
                .then(mount("tmpfs", "/proc", "tmpfs", null, CAREFUL).as("tmpfs").orGoOn(),
                        "on a folder that is always there, and that we need no more")
                .then(chdir("/proc"), "layers once more, in memory")
                .then(mkdir("lower", 0700).orGoOn(), "what is shared")
                .then(mkdir("upper", 0700).orGoOn(), "what is written")
                .then(mkdir("work", 0700).orGoOn(), "where it is prepared")
                .then(mkdir("merged", 0700).orGoOn(), "how it looks together")
                .then(mount("overlay", "merged", "overlay", layers, CAREFUL).as("memory").orGoOn(),
                        "tells the kernel's refusal from the disk's")
                .then(chroot(".").as("chroot").orGoOn(), "what step 1 does")
                .then(exitGroup(0), "the mounts go with us");
    }
    // end::namespaces[]

    /** @param parent a folder that may be written, where layers are to lie */
    static NamespaceTrial namespaces(boolean userNamespace, Path parent) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory(parent, ".mini-docker-doctor");
            for (String name : FOLDERS) {
                Files.createDirectory(folder.resolve(name));
            }
            return run(userNamespace, folder);
        } catch (IOException full) {
            return run(userNamespace, null)
                    .withoutDisk(new Attempt.NotTried("no folder can be made in " + parent + ": " + full.getMessage()));
        } finally {
            if (folder != null) {
                remove(folder);
            }
        }
    }

    private static NamespaceTrial run(boolean userNamespace, Path folder) {
        try (Child child = Child.spawn(inNamespaces(userNamespace, folder))) {
            if (userNamespace) {
                UserNamespace.mapSingle(child.pid(), 0, Linux.geteuid(), 0, Linux.getegid());
                child.open(UserNamespace.GATE);
            }
            try {
                child.awaitExec();
            } catch (ProgramFailure failure) {
                // What it came to counts all the same.
            }
            child.waitFor();
            List<TracedCall> trace = child.trace();
            // If the folder could not be entered, the layers that were then mounted were not those on the disk.
            Attempt onDisk = attempt(trace, "folder").worked() ? attempt(trace, "disk") : attempt(trace, "folder");
            return new NamespaceTrial(Attempt.WORKED, Attempt.WORKED, attempt(trace, "chroot"), attempt(trace, "tmpfs"),
                    attempt(trace, "proc"),
                    onDisk, attempt(trace, "memory"));
        } catch (SyscallException refused) {
            return NamespaceTrial.endedAtCreate(Attempt.refused(refused));
        } catch (UserError refused) {
            return NamespaceTrial.endedAtMap(new Attempt.Refused(null, refused.getMessage()));
        }
    }

    private static Attempt attempt(List<TracedCall> trace, String name) {
        return trace.stream().filter(call -> name.equals(call.call().name())).map(Attempt::of).findFirst()
                .orElse(new Attempt.NotTried("it was left out"));
    }

    /** What overlayfs made in the work folder has no permissions, and its owner may remove it all the same since it is empty. */
    private static void remove(Path folder) {
        for (String name : List.of("work/work", "work/index", "lower", "upper", "work", "merged", "")) {
            try {
                Files.deleteIfExists(folder.resolve(name));
            } catch (IOException inUse) {
                // Nothing more can be done, and the answer is more useful than a complaint.
            }
        }
    }

    /** Both tools on a child in a user namespace: root is who we are, and the first ID of the range becomes 1. */
    static Attempt mapTools(String newuidmap, String newgidmap, SubordinateRanges.Range uids, SubordinateRanges.Range gids) {
        SyscallProgram waiting = UserNamespace.awaitMaps(SyscallProgram.inNewProcess("somebody to be mapped",
                CloneFlag.CLONE_NEWUSER))
                .then(exitGroup(0), "that is all");
        try (Child child = Child.spawn(waiting)) {
            Attempt users = command(newuidmap, map(child, Linux.geteuid(), uids));
            return users.worked() ? command(newgidmap, map(child, Linux.getegid(), gids)) : users;
        } catch (SyscallException noNamespace) {
            return new Attempt.NotTried("there was no user namespace to try it in");
        }
    }

    private static String[] map(Child child, int self, SubordinateRanges.Range range) {
        return new String[] {Integer.toString(child.pid()), "0", Integer.toUnsignedString(self), "1", "1",
                Long.toString(range.first()),
            Long.toString(range.count())};
    }

    /** A command that answers by its exit code and a line. */
    static Attempt command(String program, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = program;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        String shown = Path.of(program).getFileName().toString();
        try {
            Process process = new ProcessBuilder(all).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile())
                    .start();
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Attempt.Refused(null, shown + " gave no answer within a second");
            }
            String line = new String(process.getInputStream().readAllBytes()).strip().split("\n")[0];
            return process.exitValue() == 0 ? Attempt.WORKED
                    : new Attempt.Refused(null, line.isEmpty() ? shown + " ended with " + process.exitValue() : line);
        } catch (IOException | InterruptedException failed) {
            return new Attempt.Refused(null, shown + " could not be started: " + failed.getMessage());
        }
    }

    /** Opening is enough to load the driver, and to hear that it may not be used. */
    static Attempt openTun() {
        try {
            Linux.close(Linux.openat(Linux.AT_FDCWD, "/dev/net/tun", 0, OpenFlag.O_RDWR));
            return Attempt.WORKED;
        } catch (SyscallException refused) {
            return Attempt.refused(refused);
        }
    }
}
