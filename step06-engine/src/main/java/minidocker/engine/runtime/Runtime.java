package minidocker.engine.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import minidocker.cgroups.CgroupParent;
import minidocker.cgroups.CgroupPlacement;
import minidocker.cgroups.Limits;
import minidocker.cli.UserError;
import minidocker.engine.runtime.spec.Spec;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.namespaces.Namespace;
import minidocker.namespaces.RootFilesystem;
import minidocker.syscall.Child;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/** Makes containers out of bundles. One is enough for an engine; all methods may be called by any thread. */
public final class Runtime {
    /** An annotation: with the value {@code true}, step 2's init is process 1, and the program its child. */
    public static final String INIT = "mini-docker.init";

    /** In a bundle's folder: {@link minidocker.syscall.ProgramTable#lines} of its last start. */
    public static final String TRACE = "trace";
    private static final int HASH_DIGITS = 12;

    private final Surroundings surroundings;
    private final ExitWatch watch = new ExitWatch();
    private final ControlGroups groups;
    private final String groupName;

    /**
     * @param folder of the engine: its control groups bear its name, so that two engines do not take each other's for their own
     */
    public Runtime(Path folder) {
        String hash = UUID.nameUUIDFromBytes(folder.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)).toString();
        groupName = CgroupParent.NAME + "-" + hash.substring(hash.length() - HASH_DIGITS);
        groups = ControlGroups.find(groupName);
        surroundings = groups.missing().isEmpty() ? Surroundings.ofThisMachine() : Surroundings.ofThisMachine().withoutGroups();
    }

    /** Of the folder that all its control groups are in. */
    String groupName() {
        return groupName;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    ExitWatch watch() {
        return watch;
    }

    /**
     * Sets a container up as far as its execve(2), where it waits for {@link ContainerProcess#start()}. If we die before that, it
     * ends; if we die afterwards, it lives on.
     *
     * @param id letters and digits; names its control group
     * @throws UserError if it cannot be, with a sentence that says why; nothing is left of it then
     */
    public ContainerProcess create(String id, Bundle bundle, Streams streams) {
        Bundle found = resolved(bundle, true);
        try {
            return createOnce(id, found, streams);
        } catch (ProgramFailure failure) {
            Bundle followed = LinkedPlaces.areMissing(failure) ? LinkedPlaces.followed(found) : found;
            if (followed.equals(found)) {
                throw NotStarted.setUp(failure, found.spec().process().cwd());
            }
            return createAgain(id, followed, streams);
        }
    }

    private ContainerProcess createAgain(String id, Bundle followed, Streams streams) {
        try {
            return createOnce(id, followed, streams);
        } catch (ProgramFailure failure) {
            throw NotStarted.setUp(failure, followed.spec().process().cwd());
        }
    }

    /** @param found with absolute sources. @throws ProgramFailure if a call of its program failed; nothing is left of it then */
    private ContainerProcess createOnce(String id, Bundle found, Streams streams) {
        RootFilesystem rootfs = rootfs(found);
        BundleProgram described = describe(id, found, rootfs, streams);
        SyscallProgram program = described.program();
        boolean second = found.spec().linux().namespace(Namespace.PID).filter(namespace -> namespace.path() != null).isPresent();
        Confinement group = groups.create(id, found.spec().linux().resources());
        Child child = null;
        try (Descriptors descriptors = new Descriptors(); CgroupPlacement placement = group.placement()) {
            descriptors.connect(streams);
            descriptors.open(found.spec(), hasInit(found.spec()));
            descriptors.add(placement.given());
            child = Child.spawn(program, descriptors.given());
            placement.handedOver();
            descriptors.closeTheirs();
            child.awaitReady();
            if (second) {
                child.becomes(BundleProgram.CONTAINER);
                second = false;
            }
            Hiding.check(child.trace());
            OwnChild init = new OwnChild(child, descriptors.terminal(), watch);
            group.holds(init.identity());
            NotStarted why = new NotStarted(rootfs.folders(), described.process().execution());
            return new ContainerProcess(id, found, init, group, why, warnings(found, group), this);
        } catch (RuntimeException failure) {
            if (child != null) {
                if (second) {
                    child.becomes(BundleProgram.CONTAINER);
                }
                keepTrace(found, ProgramTable.lines(child.trace()));
                child.close();
            }
            group.close();
            throw failure instanceof SyscallException ? new UserError(failure.getMessage()) : failure;
        }
    }

    private BundleProgram describe(String id, Bundle bundle, RootFilesystem rootfs, Streams streams) {
        return new BundleProgram(id, bundle.spec(), rootfs, hasInit(bundle.spec()), streams, surroundings);
    }

    /** In a PID namespace that is shared, the init would not be process 1, and nobody's orphans would come to it. */
    private static boolean hasInit(Spec spec) {
        return "true".equals(spec.annotations().get(INIT))
                && spec.linux().namespace(Namespace.PID).filter(namespace -> namespace.path() == null).isPresent();
    }

    /** What {@link #create} and start would have the kernel do; nothing is done, and sources of bind mounts need not be there. */
    public SyscallProgram program(String id, Bundle bundle, Streams streams) {
        Bundle found = resolved(bundle, false);
        return describe(id, found, rootfs(found), streams).program();
    }

    /** The same bundle with absolute sources of bind mounts. */
    private static Bundle resolved(Bundle bundle, boolean mustExist) {
        Spec spec = bundle.spec();
        Unsupported.check(spec);
        List<SpecMount> mounts = new ArrayList<>();
        for (SpecMount mount : spec.mounts()) {
            if (!mount.isBind()) {
                mounts.add(mount);
                continue;
            }
            Path source = bundle.folder().resolve(mount.source());
            if (mustExist && !ForeignMount.isOne(mount.source()) && Files.notExists(source)) {
                throw new UserError("invalid mount config for type \"bind\": bind source path does not exist: " + source);
            }
            mounts.add(new SpecMount(mount.destination(), mount.type(), source.toString(), mount.options()));
        }
        return bundle.with(spec.withMounts(mounts));
    }

    private RootFilesystem rootfs(Bundle bundle) {
        return bundle.rootfs(surroundings.inUserNamespace());
    }

    private static List<String> warnings(Bundle bundle, Confinement group) {
        List<String> warnings = new ArrayList<>(group.warnings());
        if ("true".equals(bundle.spec().annotations().get(INIT)) && !hasInit(bundle.spec())) {
            warnings.add("The PID namespace is shared, where an init is not process 1 and would be of no use: none is added.");
        }
        if (bundle.spec().linux().seccomp() != null) {
            warnings.add("Seccomp is not used: the filter of the bundle is carried along, and no system call is refused by it.");
        }
        return List.copyOf(warnings);
    }

    /**
     * Finds a container that an earlier runtime has started.
     *
     * @param init as {@link ContainerProcess#identity()} told then
     * @return empty if it has ended; what it left behind is gone then
     */
    public Optional<ContainerProcess> find(String id, Bundle bundle, ProcessIdentity init) {
        Confinement group = groups.adopt(id, init);
        if (group == null) {
            return Optional.empty();
        }
        Optional<AdoptedProcess> process = AdoptedProcess.find(init, keptTrace(bundle), watch);
        if (process.isEmpty()) {
            group.close();
            return Optional.empty();
        }
        return Optional.of(new ContainerProcess(id, bundle, process.get(), group, null, List.of(), this));
    }

    /** Takes away what dead containers left behind: all groups of ours but those of these ids. */
    public void sweep(Set<String> livingIds) {
        groups.sweep(livingIds);
    }

    /** Why these limits would not be kept, and what to do about it; empty if they are, or if there are none. */
    public Optional<String> whyNoLimits(Limits wanted) {
        return groups.missing().filter(why -> ControlGroups.limitsAnything(wanted));
    }

    /** Whether containers have control groups. */
    public boolean hasGroups() {
        return groups.missing().isEmpty();
    }

    void keepTrace(Bundle bundle, String trace) {
        try {
            Files.writeString(bundle.folder().resolve(TRACE), trace);
        } catch (IOException fullDisk) {
            // The container runs, and nothing depends on its trace.
        }
    }

    private static String keptTrace(Bundle bundle) {
        try {
            return Files.readString(bundle.folder().resolve(TRACE));
        } catch (IOException notKept) {
            return "";
        }
    }
}
