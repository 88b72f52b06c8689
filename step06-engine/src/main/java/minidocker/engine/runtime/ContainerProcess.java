package minidocker.engine.runtime;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import minidocker.cgroups.CgroupPlacement;
import minidocker.cgroups.Limits;
import minidocker.cgroups.Statistics;
import minidocker.cli.UserError;
import minidocker.engine.Refusal;
import minidocker.engine.runtime.spec.CapabilitySets;
import minidocker.engine.runtime.spec.SpecNamespace;
import minidocker.engine.runtime.spec.SpecProcess;
import minidocker.namespaces.Capability;
import minidocker.namespaces.Namespace;
import minidocker.syscall.Child;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.SyscallProgram;

/** A container that was created, and everything that can be done to it until it is deleted. */
public final class ContainerProcess implements StartedProcess {
    private final String id;
    private final Bundle bundle;
    private final Life init;
    private final Confinement group;
    private final NotStarted why;
    private final List<String> warnings;
    private final Runtime runtime;
    private volatile String others = "";
    private boolean deleted;

    ContainerProcess(String id, Bundle bundle, Life init, Confinement group, NotStarted why, List<String> warnings, Runtime runtime) {
        this.id = id;
        this.bundle = bundle;
        this.init = init;
        this.group = group;
        this.why = why;
        this.warnings = warnings;
        this.runtime = runtime;
    }

    public String id() {
        return id;
    }

    /** As it was when the container was created. */
    public Bundle bundle() {
        return bundle;
    }

    /** Its first process. */
    @Override
    public ProcessIdentity identity() {
        return init.identity();
    }

    @Override
    public Optional<TerminalEnd> terminal() {
        return init.terminal();
    }

    /** Calls that others have made for it while it waits for its start, to be shown with its own: {@link ProgramTable#lines}. */
    public void alsoCalled(String lines) {
        others = lines;
    }

    @Override
    public void start() {
        try {
            init.start(why);
        } finally {
            runtime.keepTrace(bundle, init.traceLines() + others);
        }
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return init.exit();
    }

    @Override
    public boolean signal(int signal) {
        return init.signal(signal);
    }

    /** Ends all its processes by SIGKILL, those that others of them have put away included; returns when they are dead. */
    public void killAll() {
        group.kill();
    }

    /** Its processes stand still until {@link #resume()}. */
    public void pause() {
        group.freeze();
    }

    public void resume() {
        group.thaw();
    }

    public boolean isPaused() {
        return group.isFrozen();
    }

    /**
     * Sets a further process up in all the container's namespaces and its control group; it waits for its
     * {@link ExecProcess#start()}.
     *
     * @param process who it is and what it runs; capabilities null for the container's own
     * @param privileged with all capabilities, whatever the container's are
     */
    public ExecProcess exec(SpecProcess process, Streams streams, boolean privileged) {
        if (isPaused()) {
            throw new Refusal(Refusal.Kind.CONFLICT, "Container " + id + " is paused, unpause the container before exec");
        }
        Surroundings surroundings = runtime.surroundings();
        ProcessProgram described = new ProcessProgram(confined(process, privileged), streams, surroundings);
        SyscallProgram program = ExecProgram.of(id, namespaces(), described, bundle.spec().process().oomScoreAdj(), surroundings);
        boolean second = namespaces().contains(Namespace.PID);
        try (Descriptors descriptors = new Descriptors(); CgroupPlacement placement = group.placement()) {
            descriptors.connect(streams);
            descriptors.add(placement.given());
            descriptors.given().put(ExecProgram.TARGET, init.pidfd());
            Child child = Child.spawn(program, descriptors.given());
            try {
                placement.handedOver();
                descriptors.closeTheirs();
                child.awaitReady();
                if (second) {
                    child.becomes(ExecProgram.ENTERED);
                    second = false;
                }
                NotStarted notStarted = new NotStarted(List.of(Path.of("/proc/" + init.identity().pid() + "/root")),
                        described.execution());
                return new ExecProcess(new OwnChild(child, descriptors.terminal(), runtime.watch()), notStarted);
            } catch (RuntimeException failure) {
                if (second) {
                    child.becomes(ExecProgram.ENTERED);
                }
                child.close();
                throw failure instanceof ProgramFailure failed ? NotStarted.setUp(failed, process.cwd()) : failure;
            }
        }
    }

    private SpecProcess confined(SpecProcess process, boolean privileged) {
        Set<Capability> all = EnumSet.allOf(Capability.class);
        return privileged ? process.with(CapabilitySets.docker(all))
                : process.capabilities() == null ? process.with(bundle.spec().process().capabilities()) : process;
    }

    /** Those that it does not share with us, or need not. */
    private Set<Namespace> namespaces() {
        return bundle.spec().linux().namespaces().stream().map(SpecNamespace::type).collect(Collectors.toSet());
    }

    /** What exec would call; nothing is run. */
    public SyscallProgram execProgram(SpecProcess process, Streams streams, boolean privileged) {
        ProcessProgram described = new ProcessProgram(confined(process, privileged), streams, runtime.surroundings());
        return ExecProgram.of(id, namespaces(), described, bundle.spec().process().oomScoreAdj(), runtime.surroundings());
    }

    public Statistics statistics() {
        return group.statistics();
    }

    /** The process ids, as we see them. */
    public Set<Integer> processes() {
        return group.processes();
    }

    /** Sets limits while it runs; those that {@code limits} does not speak of stay. */
    public void update(Limits limits) {
        group.apply(limits);
    }

    /** What could not be had of the configuration, in Docker's words where it has some. */
    public List<String> warnings() {
        return warnings;
    }

    /** True if a process of it was killed because the memory was used up. To be asked before {@link #delete()}. */
    public boolean oomKilled() {
        return group.wasOutOfMemory();
    }

    /** Its files, mounts included, as long as it runs. */
    public RootAccess root() {
        return RootAccess.ofProcess(init.identity());
    }

    /** Its files alone, without volumes and whatever else is mounted there. */
    public RootAccess rootWithoutMounts() {
        return RootAccess.ofProcessWithoutMounts(init.pidfd());
    }

    @Override
    public String trace(int columns) {
        return new ProgramTable(columns).trace(init.traceLines() + others);
    }

    /** Ends whatever is left of it and takes its control group away. The bundle stays. A second time it does nothing. */
    public synchronized void delete() {
        if (!deleted) {
            deleted = true;
            group.kill();
            init.close();
            group.close();
        }
    }
}
