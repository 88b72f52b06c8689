package minidocker.engine.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ResolveFlag;
import minidocker.syscall.Stat;
import minidocker.syscall.Syscall;
import minidocker.syscall.SyscallException;

/**
 * Mounts whose destination leads through a link of the image to what is not there: {@code /data -> /mnt/data}. mkdir(2) makes nothing
 * in place of a link, so the container's program ends there. Then the links are followed here, as if the container's root were
 * ours, and the program is run once more with the path that they lead to. It is only a path: whoever mounts there is the
 * container's program, in its own root, so nothing of the host is reached even if a link has changed since.
 */
final class LinkedPlaces {
    /** As many as the kernel follows on one path, path_resolution(7). */
    private static final int MOST_LINKS = 40;
    private static final Set<ResolveFlag> IN_ROOT = Set.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS);

    private LinkedPlaces() {}

    /** True if that is why a container's program ended. */
    static boolean areMissing(ProgramFailure failure) {
        Syscall call = failure.failed().call().syscall();
        return failure.is(Errno.ENOENT) && (call == Syscall.MOVE_MOUNT || call == Syscall.MOUNT);
    }

    /**
     * The same bundle with destinations that go through no link of the image; an equal one if none did.
     *
     * @throws UserError for one that leads into /proc, where nothing can be made
     */
    static Bundle followed(Bundle bundle) {
        List<SpecMount> mounts = new ArrayList<>();
        try (RootAccess root = RootAccess.open(bundle)) {
            for (SpecMount mount : bundle.spec().mounts()) {
                String place = follow(root.descriptor(), mount.destination());
                if (place.startsWith("/proc/") && !mount.destination().startsWith("/proc/")) {
                    throw new UserError("\"" + place + "\" cannot be mounted because it is inside /proc (" + mount.destination()
                            + " leads there)");
                }
                mounts.add(new SpecMount(place, mount.type(), mount.source(), mount.options()));
            }
        }
        return bundle.with(bundle.spec().withMounts(mounts));
    }

    /**
     * Where a path leads.
     *
     * @param root descriptor of the folder that is the root for it, which no link and no .. leaves
     * @return a path without links, as far as there is anything; the given one if links go round in a circle
     */
    static String follow(int root, String path) {
        Deque<String> rest = names(path);
        Deque<String> there = new ArrayDeque<>();
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.removeFirst();
            if (name.equals("..")) {
                there.pollLast();
                continue;
            }
            String target = link(root, String.join("/", there), name);
            if (target == null) {
                there.addLast(name);
            } else if (++links > MOST_LINKS) {
                return path;
            } else {
                if (target.startsWith("/")) {
                    there.clear();
                }
                Deque<String> longer = names(target);
                longer.addAll(rest);
                rest = longer;
            }
        }
        return "/" + String.join("/", there);
    }

    private static Deque<String> names(String path) {
        Deque<String> names = new ArrayDeque<>(List.of(path.split("/")));
        names.removeIf(name -> name.isEmpty() || name.equals("."));
        return names;
    }

    /** Its target; null for what is no link or not there. */
    private static String link(int root, String folder, String name) {
        int opened = LinuxFiles.openFolder(root, folder.isEmpty() ? "." : folder, IN_ROOT);
        if (opened < 0) {
            return null;
        }
        try {
            Stat stat = LinuxFiles.statIfThere(opened, name);
            return stat != null && stat.isLink() ? LinuxFiles.readlink(opened, name) : null;
        } catch (SyscallException tooLongAName) {
            return null;
        } finally {
            Linux.close(opened);
        }
    }
}
