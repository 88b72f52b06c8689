package minidocker.doctor;

import minidocker.doctor.Finding.Question;
import minidocker.syscall.Errno;

/** Judges what can be mounted: layers, and a /proc of a container's own. */
final class FilesystemFindings {
    private static final Question OVERLAY = new Question("overlayfs", "step 4: image layers, and writing beside them");
    private static final Question PROC = new Question("own /proc", "step 2: a container sees its own processes");
    private static final KernelVersion OVERLAY_FOR_ALL = new KernelVersion(5, 11);

    private static final Question STORAGE = new Question("storage", "every step: root filesystems, images, containers");
    private static final long GIB = 1L << 30;
    private static final String COPIES = "; without it layers are copied, which takes time and space";

    private FilesystemFindings() {}

    /**
     * @param wanted the folder where mini-docker keeps its files
     * @param writable it may be written, or be made
     * @param free bytes on its filesystem
     */
    static Finding storage(String wanted, boolean writable, long free) {
        if (!writable) {
            return STORAGE.missing(wanted + " may not be written", "set MINI_DOCKER_HOME to a folder that is yours");
        }
        String found = wanted + ", " + free / GIB + " GiB free";
        return free < GIB ? STORAGE.limited(found, "make room there, or set MINI_DOCKER_HOME to a folder where there is some")
                : STORAGE.ok(found);
    }

    /**
     * @param ours as what we are: for root outside of a user namespace, for an ordinary user in one
     * @param unprivileged in a user namespace in any case
     * @param storage where the layers were: a folder and the type of its filesystem
     */
    static Finding overlay(ProcessStatus status, NamespaceTrial ours, NamespaceTrial unprivileged, String storage, String release,
            Distribution distribution) {
        if (ours.overlayOnDisk().worked()) {
            if (!unprivileged.overlayOnDisk().worked()) {
                return OVERLAY.limited("works for root in " + storage + ", not in a user namespace: "
                        + unprivileged.overlayOnDisk().why() + COPIES,
                        forOrdinaryUsers(unprivileged.overlayOnDisk(), release));
            }
            return OVERLAY.ok("tried in " + storage + ": works as the storage driver"
                    + (status.isRoot() ? ", also in a user namespace" : " in a user namespace"));
        }
        if (ours.overlayInMemory().worked()) {
            return OVERLAY.limited("works, but not with layers in " + storage + ": " + ours.overlayOnDisk().why() + COPIES,
                    "set MINI_DOCKER_HOME to a folder on ext4, xfs or btrfs that you may write");
        }
        if (ours.overlayInMemory().refusedWith(Errno.ENODEV)) {
            return OVERLAY.missing("the kernel has none" + COPIES, distribution.asRoot("modprobe overlay")
                    + ", or a kernel built with CONFIG_OVERLAY_FS");
        }
        if (ours.overlayInMemory() instanceof Attempt.NotTried not) {
            return OVERLAY.missing("not tried: " + not.why() + COPIES, "make namespaces work first");
        }
        return OVERLAY.missing(ours.overlayInMemory().why() + COPIES, status.isRoot()
                ? "this looks like a container: start it with docker run --privileged"
                : forOrdinaryUsers(ours.overlayInMemory(), release));
    }

    private static String forOrdinaryUsers(Attempt attempt, String release) {
        boolean old = KernelVersion.parse(release).map(version -> version.isBefore(OVERLAY_FOR_ALL)).orElse(false);
        return old ? "take a kernel from " + OVERLAY_FOR_ALL + " on, or run as root"
                : attempt instanceof Attempt.NotTried ? "make user namespaces work first"
                        : "run as root, or look for a security module's refusal in dmesg";
    }

    /** The kernel lets nobody mount a /proc that shows more than the one at hand does. */
    static Finding proc(NamespaceTrial trial) {
        if (trial.proc().worked()) {
            return PROC.ok("tried: works");
        }
        if (trial.proc() instanceof Attempt.NotTried not) {
            return PROC.limited("not tried: " + not.why(), "make namespaces work first");
        }
        boolean othersWork = trial.tmpfs().worked();
        return othersWork ? PROC.limited("may not be mounted: parts of this one are hidden, as in a container",
                "start that container with docker run --privileged, or --security-opt systempaths=unconfined")
                : PROC.limited("may not be mounted, as nothing may: " + trial.proc().why(),
                        "make namespaces and user namespaces work first");
    }
}
