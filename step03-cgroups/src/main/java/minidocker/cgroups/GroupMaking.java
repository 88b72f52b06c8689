package minidocker.cgroups;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import minidocker.cli.UserError;

/** Makes the folders of groups, and gives each what it must have before a process can be in it. */
final class GroupMaking {
    private static final int ATTEMPTS = 100;

    private GroupMaking() {}

    /** The folder is there afterwards. */
    static void makeFolder(Path folder) {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException there) {
            // As it shall be.
        } catch (IOException refused) {
            throw refusal(folder, refused);
        }
    }

    static UserError refusal(Path folder, IOException why) {
        String reason = why instanceof java.nio.file.AccessDeniedException ? "Permission denied" : why.getMessage();
        return new UserError("the control group " + folder + " cannot be made (" + reason
                + "): run as root, where control groups are mounted writable, or add "
                + "--no-limits to run without limits");
    }

    /**
     * Makes the folder of a group, and the one above it if it is missing. That one is removed by whoever removes the last group
     * in it, perhaps just now: then once more.
     *
     * @throws FileAlreadyExistsException if the folder was there before
     */
    static void makeBelow(Path parent, Path folder) throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                makeFolder(parent);
                Files.createDirectory(folder);
                return;
            } catch (NoSuchFileException again) {
                if (attempt == ATTEMPTS) {
                    throw again;
                }
            }
        }
    }

    /**
     * Makes the group in all hierarchies and gives it what it needs there; its first folder is there already, so that nobody
     * takes it away.
     *
     * @param handedOn in v2, the controllers that it shall have, as far as there are any
     */
    static void complete(GroupFolders group, Set<Controller> handedOn) throws IOException {
        for (Map.Entry<Hierarchy, Path> one : group.byHierarchy().entrySet()) {
            Path folder = one.getValue();
            Path parent = folder.getParent();
            if (!folder.equals(group.first())) {
                makeBelow(parent, folder);
            }
            // Only now does the folder above ours stay; what it must have may have been lost with an earlier one of that name.
            if (one.getKey() instanceof UnifiedHierarchy) {
                handOn(parent.getParent(), handedOn);
                handOn(parent, handedOn);
            } else if (one.getKey().controllers().contains(Controller.CPUSET)) {
                inheritCpuset(parent);
                inheritCpuset(folder);
            }
        }
    }

    /** Each controller by itself: one that cannot be had does not keep the others away. Who needs it looks whether it came. */
    private static void handOn(Path group, Set<Controller> wanted) {
        Set<Controller> missing = Controller.ofUnifiedNames(orEmpty(ControlFile.read(group.resolve("cgroup.controllers"))));
        missing.retainAll(wanted);
        missing.removeAll(Controller.ofUnifiedNames(orEmpty(ControlFile.read(group.resolve("cgroup.subtree_control")))));
        missing.forEach(controller -> ControlFile.tryWrite(group.resolve("cgroup.subtree_control"), "+"
                + controller.unifiedName()));
    }

    static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    /**
     * In v1 a new group has no processors and no memory nodes, and nobody may enter it (ENOSPC) before it has: it gets those of
     * the group above.
     */
    private static void inheritCpuset(Path group) {
        for (String file : new String[] {"cpuset.cpus", "cpuset.mems"}) {
            if (orEmpty(ControlFile.read(group.resolve(file))).isBlank()) {
                ControlFile.tryWrite(group.resolve(file), orEmpty(ControlFile.read(group.getParent().resolve(file))).strip());
            }
        }
    }
}
