package minidocker.cgroups;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One group of ours: its folder in every hierarchy. Where there is a unified hierarchy its folder comes first. The first folder
 * is made first, removed last, and bears the lock.
 *
 * @param byHierarchy in order
 */
record GroupFolders(Map<Hierarchy, Path> byHierarchy) {
    private static final long REMOVAL_MILLISECONDS = 10_000;

    /** The same group, or a group below it. */
    GroupFolders resolve(String name) {
        Map<Hierarchy, Path> below = new LinkedHashMap<>();
        byHierarchy.forEach((hierarchy, folder) -> below.put(hierarchy, folder.resolve(name)));
        return new GroupFolders(below);
    }

    List<Path> all() {
        return List.copyOf(byHierarchy.values());
    }

    Path first() {
        return byHierarchy.values().iterator().next();
    }

    /** The folder in the unified hierarchy, or null. */
    Path unified() {
        for (Map.Entry<Hierarchy, Path> one : byHierarchy.entrySet()) {
            if (one.getKey() instanceof UnifiedHierarchy) {
                return one.getValue();
            }
        }
        return null;
    }

    /** The folder in the hierarchy of v1 that has the controller, or null. */
    Path legacy(Controller controller) {
        for (Map.Entry<Hierarchy, Path> one : byHierarchy.entrySet()) {
            if (one.getKey() instanceof LegacyHierarchy legacy && legacy.controllers().contains(controller)) {
                return one.getValue();
            }
        }
        return null;
    }

    Statistics statistics() {
        Statistics statistics = Statistics.NONE;
        for (Map.Entry<Hierarchy, Path> one : byHierarchy.entrySet()) {
            Statistics found = one.getKey().statistics(file -> ControlFile.read(one.getValue().resolve(file)));
            // Where both tell, v1 does it with its own controller and v2 only by the way.
            statistics = one.getKey() instanceof LegacyHierarchy ? found.and(statistics) : statistics.and(found);
        }
        return statistics;
    }

    /**
     * All processes of the group and of those below it; in no hierarchy one is forgotten. Processes that our pid namespace does
     * not show are left out.
     */
    TreeSet<Integer> processes() {
        TreeSet<Integer> pids = new TreeSet<>();
        for (Path folder : byHierarchy.values()) {
            for (Path group : withGroupsBelow(folder)) {
                String content = ControlFile.read(group.resolve("cgroup.procs"));
                if (content != null) {
                    content.lines().map(Integer::valueOf).filter(pid -> pid != 0).forEach(pids::add);
                }
            }
        }
        return pids;
    }

    /** True if no living process is in the group, nor in one below. */
    boolean isEmpty() {
        Path unified = unified();
        if (unified != null) {
            String events = ControlFile.read(unified.resolve("cgroup.events"));
            if (events != null && KeyedText.lines(events).number("populated") != 0) {
                return false;
            }
        }
        return processes().isEmpty();
    }

    /** The folder and all below, each behind those that it holds; none if it is not there. */
    private static List<Path> withGroupsBelow(Path folder) {
        List<Path> groups = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, Files::isDirectory)) {
            children.forEach(child -> groups.addAll(withGroupsBelow(child)));
        } catch (NoSuchFileException | NotDirectoryException gone) {
            return List.of();
        } catch (IOException | java.nio.file.DirectoryIteratorException unreadable) {
            return List.of(folder);
        }
        groups.add(folder);
        return groups;
    }

    /**
     * Removes the group, which must be empty, with those below it. The kernel says EBUSY for a moment after the last process has
     * ended.
     */
    void remove() {
        List<Path> folders = new ArrayList<>(byHierarchy.values());
        java.util.Collections.reverse(folders);
        for (Path folder : folders) {
            for (Path group : withGroupsBelow(folder)) {
                IOException[] last = new IOException[1];
                boolean removed = Patience.until(() -> {
                    last[0] = removalFailure(group);
                    return last[0] == null;
                }, REMOVAL_MILLISECONDS);
                if (!removed) {
                    throw new IllegalStateException("the group " + group + " cannot be removed: " + last[0].getMessage(),
                            last[0]);
                }
            }
        }
    }

    /** Removes the group where nothing is in it: no processes and no groups. */
    void removeIfUnused() {
        byHierarchy.values().forEach(GroupFolders::removalFailure);
    }

    private static IOException removalFailure(Path group) {
        try {
            Files.deleteIfExists(group);
            return null;
        } catch (IOException busy) {
            return busy;
        }
    }
}
