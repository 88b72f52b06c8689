package minidocker.cgroups;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import minidocker.cli.UserError;
import minidocker.syscall.Linux;

/**
 * The one group that all our groups are in: {@code /mini-docker} in every hierarchy for root, below a delegated group for others.
 * It is made with the first group in it and removed with the last.
 *
 * <p>Who makes a group locks its folder (flock(2)) and keeps the lock for as long as the group shall be. The kernel lets go of
 * the lock when its holder dies, however that comes about, so a group that can be locked is left over: {@link #sweep} ends what
 * is in there and removes it. Nothing outside this folder is ever touched.
 */
public final class CgroupParent implements AutoCloseable {
    public static final String NAME = "mini-docker";

    /** What every group shall have for the sake of its statistics; others are handed on only where a limit needs them. */
    private static final Set<Controller> COUNTING = EnumSet.of(Controller.CPU, Controller.CPUSET, Controller.IO,
            Controller.MEMORY, Controller.PIDS);

    private static final long MAKING_MILLISECONDS = 10_000;

    private final Hierarchies hierarchies;
    private final Delegation delegation;
    private final GroupFolders folders;
    private boolean prepared;

    private CgroupParent(Hierarchies hierarchies, Delegation delegation, GroupFolders folders) {
        this.hierarchies = hierarchies;
        this.delegation = delegation;
        this.folders = folders;
    }

    /**
     * Finds where this process may have groups; nothing is made yet.
     *
     * @throws NoControlGroups if it may have none
     */
    public static CgroupParent find() {
        return find(Hierarchies.ofThisMachine(), NAME, Linux.geteuid());
    }

    /**
     * @param name of the folder: whoever uses the same name shares the sweeping
     * @param uid 0 for who may make groups where he likes; anybody else has what was delegated
     * @throws NoControlGroups if it may have none
     */
    public static CgroupParent find(Hierarchies hierarchies, String name, int uid) {
        if (hierarchies.all().isEmpty()) {
            throw new NoControlGroups("no control groups are mounted: as root, mount -t cgroup2 cgroup2 /sys/fs/cgroup");
        }
        if (uid != 0 && !hierarchies.isUnified()) {
            throw new NoControlGroups("this machine has control groups of version 1, which cannot be delegated to an ordinary user: "
                    + "run as root, boot the kernel with systemd.unified_cgroup_hierarchy=1");
        }
        UnifiedHierarchy unified = hierarchies.unified();
        Delegation delegation = unified == null ? null : hierarchies.isUnified() ? Delegation.find(unified, uid)
                : new Delegation(unified.mount(), false);
        Map<Hierarchy, Path> folders = new LinkedHashMap<>();
        if (unified != null) {
            Set<Controller> available = Controller.ofUnifiedNames(GroupMaking.orEmpty(ControlFile.read(delegation.base()
                    .resolve("cgroup.controllers"))));
            folders.put(unified.with(available), delegation.base().resolve(name));
        }
        for (Hierarchy hierarchy : hierarchies.all()) {
            if (hierarchy instanceof LegacyHierarchy) {
                folders.put(hierarchy, hierarchy.mount().resolve(name));
            }
        }
        return new CgroupParent(hierarchies, delegation, new GroupFolders(folders));
    }

    public Hierarchies hierarchies() {
        return hierarchies;
    }

    /** True if there is cgroup v2 and nothing else. */
    public boolean isUnified() {
        return hierarchies.isUnified();
    }

    /**
     * What is written to make a group with these limits, for a reader; nothing is done.
     *
     * @throws UserError if a controller is missing that they need
     */
    public String explain(GroupName name, Limits limits) {
        MissingController.check(limits, available(), isUnified());
        return LimitTable.of(folders.resolve(name.toString()), limits);
    }

    /**
     * Makes a group with these limits and sweeps what dead ones left.
     *
     * @throws UserError if it cannot be, or a limit is refused
     */
    public Cgroup create(GroupName name, Limits limits) {
        MissingController.check(limits, available(), isUnified());
        sweep();
        return createLasting(name, limits);
    }

    /**
     * Makes a group that may outlive us, in a parent where nobody calls {@link #create}: there, a group without a lock is not left
     * over but waits for who {@link #adopt}s it.
     *
     * @throws UserError if it cannot be, or a limit is refused
     */
    public Cgroup createLasting(GroupName name, Limits limits) {
        MissingController.check(limits, available(), isUnified());
        prepare();
        Cgroup group = make(name, limits);
        try {
            group.apply(limits);
            return group;
        } catch (RuntimeException refused) {
            group.close();
            throw refused;
        }
    }

    private synchronized void prepare() {
        if (delegation != null && !prepared) {
            delegation.prepare();
            prepared = true;
        }
    }

    /** Once more when somebody, sweeping, took the folder before we held its lock: he removes it at once. */
    private Cgroup make(GroupName name, Limits limits) {
        GroupFolders group = folders.resolve(name.toString());
        try {
            GroupMaking.makeBelow(folders.first(), group.first());
            int[] lock = {FolderLock.take(group.first())};
            boolean locked = Patience.until(() -> {
                if (lock[0] < 0 && remake(group.first())) {
                    lock[0] = FolderLock.take(group.first());
                }
                return lock[0] >= 0;
            }, MAKING_MILLISECONDS);
            if (!locked) {
                throw new UserError("the control group " + group.first()
                        + " is held by somebody else: is another mini-docker stopped in the middle of its work?");
            }
            return complete(new Cgroup(name, group, lock[0], this), group, limits);
        } catch (FileAlreadyExistsException there) {
            throw new UserError("there is a container " + name + " already: choose another name");
        } catch (IOException refused) {
            throw GroupMaking.refusal(group.first(), refused);
        }
    }

    /** @return false if the folder is there still */
    private boolean remake(Path folder) {
        try {
            GroupMaking.makeBelow(folders.first(), folder);
            return true;
        } catch (FileAlreadyExistsException still) {
            return false;
        } catch (IOException refused) {
            throw GroupMaking.refusal(folder, refused);
        }
    }

    private Cgroup complete(Cgroup made, GroupFolders group, Limits limits) throws IOException {
        try {
            Set<Controller> wanted = EnumSet.noneOf(Controller.class);
            wanted.addAll(limits.controllers());
            wanted.addAll(COUNTING);
            GroupMaking.complete(group, wanted);
            MissingController.check(limits, handedOn(), isUnified());
            return made;
        } catch (IOException | RuntimeException refused) {
            made.close();
            throw refused;
        }
    }

    /** The controllers that groups can have here. */
    public Set<Controller> available() {
        Set<Controller> available = EnumSet.noneOf(Controller.class);
        folders.byHierarchy().keySet().forEach(hierarchy -> available.addAll(hierarchy.controllers()));
        return available;
    }

    /** What a new group really has: in v2 a controller may be there and yet not be handed on. */
    private Set<Controller> handedOn() {
        Set<Controller> there = available();
        Path unified = folders.unified();
        if (unified != null) {
            folders.byHierarchy().keySet().stream().filter(UnifiedHierarchy.class::isInstance)
                    .forEach(hierarchy -> there.removeAll(hierarchy.controllers()));
            there.addAll(Controller.ofUnifiedNames(GroupMaking.orEmpty(ControlFile.read(unified.resolve("cgroup.subtree_control")))));
        }
        return there;
    }

    /** The groups that are there, whoever made them. */
    public List<GroupName> groups() {
        Set<GroupName> names = new TreeSet<>();
        for (Path folder : folders.all()) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, Files::isDirectory)) {
                // What has no name of ours is not ours.
                children.forEach(child -> GroupName.parse(child.getFileName().toString()).ifPresent(names::add));
            } catch (IOException none) {
                // Nobody has a group here.
            }
        }
        return List.copyOf(names);
    }

    /** What a group has used so far; what is unknown of it, if it ends meanwhile, is null. */
    public Statistics statistics(GroupName name) {
        return folders.resolve(name.toString()).statistics();
    }

    /** The processes of a group, by their ids as we see them. */
    public Set<Integer> processes(GroupName name) {
        return folders.resolve(name.toString()).processes();
    }

    /** The group that the process is in, if it is one of these. */
    Optional<GroupFolders> groupOf(int pid) {
        return groups().stream().map(name -> folders.resolve(name.toString())).filter(group -> group.processes().contains(pid))
                .findFirst();
    }

    /**
     * Takes over a group whose maker is dead and whose processes live on.
     *
     * @return null if somebody holds it, or it is gone
     */
    public Cgroup adopt(GroupName name) {
        GroupFolders group = folders.resolve(name.toString());
        int lock = FolderLock.take(group.first());
        return lock < 0 ? null : new Cgroup(name, group, lock, this);
    }

    /** Removes the groups that nobody holds, and ends what is left in them. */
    public void sweep() {
        for (GroupName name : groups()) {
            GroupFolders group = folders.resolve(name.toString());
            // The folder with the lock goes last: where it is missing a removal was cut short, and is begun anew.
            boolean cutShort = !Files.exists(group.first()) && group.all().stream().anyMatch(Files::exists);
            if (cutShort) {
                remake(group.first());
            }
            Cgroup left = adopt(name);
            if (left != null) {
                left.close();
            }
        }
    }

    /** Called by a group that has gone. */
    void removeIfUnused() {
        folders.removeIfUnused();
    }

    /** Gives back what we did to our own group. The groups that were made must be closed before. */
    @Override
    public void close() {
        removeIfUnused();
        if (prepared) {
            delegation.undo();
            prepared = false;
        }
    }
}
