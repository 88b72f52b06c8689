package minidocker.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import minidocker.cli.Home;

/**
 * Examines the machine: reads, tries and judges, each question on a thread of its own, so that one that hangs holds up none of
 * the others.
 */
final class Doctor {
    private static final Duration TRIAL = Duration.ofSeconds(2);
    private static final Duration ALL = Duration.ofSeconds(3);
    private static final Attempt SILENT = new Attempt.NotTried("the child gave no answer within " + TRIAL.toSeconds()
            + " seconds");

    private final Map<String, String> environment = System.getenv();
    private final Machine machine = new Machine(environment);
    private final String system = System.getProperty("os.name");
    private final String architecture = System.getProperty("os.arch");
    private final String name = System.getProperty("user.name");
    private final String release = machine.sysctl("kernel.osrelease");
    private final ProcessStatus status = ProcessStatus.parse(machine.text("/proc/self/status"));
    private final Distribution distribution = Distribution.parse(machine.text("/etc/os-release"), status.isRoot());

    /** All findings, in the order in which a reader wants them: what the others build on comes first. */
    static List<Finding> examine() {
        return new Doctor().findings();
    }

    private List<Finding> findings() {
        List<Finding> basis = List.of(KernelFindings.kernel(system, release), KernelFindings.architecture(architecture));
        if (basis.stream().anyMatch(Finding::stopsEverything)) {
            // On such a machine our system calls have no meaning: none is tried.
            return basis;
        }
        List<Finding> all = new ArrayList<>(basis);
        all.addAll(Section.collect(sections(), ALL));
        return List.copyOf(all);
    }

    private List<Section> sections() {
        CompletableFuture<Attempt> clone3 = Section.start(Trials::clone3)
                .exceptionally(failure -> new Attempt.Refused(null, failure.toString()))
                        .completeOnTimeout(SILENT, TRIAL.toMillis(), TimeUnit.MILLISECONDS);
        Path wanted = Home.of(environment, (int) status.uid()).data();
        Path nearest = nearestTo(wanted);
        // The kernel can be asked all the same.
        Path storage = mayBeUsed(nearest) ? nearest : Path.of(System.getProperty("java.io.tmpdir"));
        CompletableFuture<NamespaceTrial> inUserNamespace = namespaces(true, storage);
        CompletableFuture<NamespaceTrial> ours = status.isRoot() ? namespaces(false, storage) : inUserNamespace;
        return List.of(
                Section.of("kernel", () -> kernel(clone3.join(), ours.join())),
                Section.of("users", () -> users(inUserNamespace.join())),
                Section.of("cgroups", this::cgroups),
                Section.of("filesystems", () -> filesystems(ours.join(), inUserNamespace.join(), storage)),
                Section.of("storage",
                        () -> List.of(FilesystemFindings.storage(wanted.toString(), mayBeUsed(nearest), nearest.toFile()
                        .getUsableSpace()))),
                Section.of("network", this::network),
                Section.of("Java", this::java));
    }

    private static CompletableFuture<NamespaceTrial> namespaces(boolean userNamespace, Path storage) {
        return Section.start(() -> Trials.namespaces(userNamespace, storage))
                .completeOnTimeout(NamespaceTrial.endedAtCreate(SILENT), TRIAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Where mini-docker keeps its files, or as near to it as there is a folder now: there the rest would be made. */
    private static Path nearestTo(Path wanted) {
        Path folder = wanted;
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static boolean mayBeUsed(Path folder) {
        return Files.isDirectory(folder) && Files.isWritable(folder);
    }

    private List<Finding> kernel(Attempt clone3, NamespaceTrial ours) {
        return List.of(KernelFindings.clone3(clone3, status, release),
                KernelFindings.namespaces(machine.names("/proc/self/ns"), status.isRoot() ? ours.create() : null),
                KernelFindings.seccomp(status, machine.sysctl("kernel.seccomp.actions_avail")));
    }

    private List<Finding> users(NamespaceTrial trial) {
        SubordinateRanges uids = SubordinateRanges.parse(machine.text("/etc/subuid"));
        SubordinateRanges gids = SubordinateRanges.parse(machine.text("/etc/subgid"));
        MapTool uidTool = machine.mapTool("newuidmap");
        MapTool gidTool = machine.mapTool("newgidmap");
        List<SubordinateRanges.Range> myUids = uids.of(name, status.uid());
        List<SubordinateRanges.Range> myGids = gids.of(name, status.uid());
        boolean worthTrying = !status.isRoot() && uidTool.isThere() && gidTool.isThere() && !myUids.isEmpty()
                && !myGids.isEmpty();
        Attempt mapped = worthTrying ? Trials.mapTools(uidTool.path(), gidTool.path(), myUids.get(0), myGids.get(0))
                : new Attempt.NotTried("there is nothing to try it with");
        return List.of(UserFindings.user(status, name, machine.text("/proc/self/uid_map")),
                UserFindings.userNamespaces(status, new UserFindings.Switches(machine.sysctl(UserFindings.CLONE_SETTING),
                        machine.sysctl(UserFindings.MAX_SETTING), machine.sysctl(UserFindings.APPARMOR_SETTING)), trial,
                                distribution),
                UserFindings.subordinateIds(status, name, uids, gids, distribution),
                UserFindings.mapTools(status, uidTool, gidTool, mapped, distribution));
    }

    private List<Finding> cgroups() {
        CgroupTree tree = CgroupTree.parse(machine.text("/proc/self/mountinfo"), machine.text("/proc/self/cgroup"));
        CgroupFindings.Rights rights = machine.cgroupRights(tree, status.uid());
        return List.of(CgroupFindings.cgroups(tree, rights.controllers(), distribution),
                CgroupFindings.delegation(tree, status, rights));
    }

    private List<Finding> filesystems(NamespaceTrial ours, NamespaceTrial inUserNamespace, Path storage) {
        String shown;
        try {
            shown = storage + " (" + Files.getFileStore(storage).type() + ")";
        } catch (IOException unknown) {
            shown = storage.toString();
        }
        return List.of(FilesystemFindings.overlay(status, ours, inUserNamespace, shown, release, distribution),
                FilesystemFindings.proc(ours));
    }

    private List<Finding> network() {
        String nft = machine.command("nft");
        Attempt listed = status.isRoot() && nft != null ? Trials.command(nft, "list", "tables")
                : new Attempt.NotTried("only root may list them");
        return List.of(NetworkFindings.firewall(nft, machine.command("iptables"), listed, distribution),
                NetworkFindings.userNetwork(status, machine.command("pasta"), machine.command("slirp4netns"), distribution),
                NetworkFindings.tun(status, Trials.openTun(), machine.othersMayReadAndWrite("/dev/net/tun"), distribution));
    }

    private List<Finding> java() {
        return List.of(JavaFindings.running(System.getProperty("java.version"), System.getProperty("java.home")),
                JavaFindings.installed(machine.javas(), distribution));
    }
}
