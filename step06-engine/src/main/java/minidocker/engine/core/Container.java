package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.runtime.ContainerProcess;
import minidocker.engine.runtime.Runtime;
import minidocker.engine.streams.ContainerStreams;
import minidocker.images.Digest;

/**
 * A container, from its creation to its removal. What it is stands in values; this holds the ones that count now. Whoever
 * changes something holds the lock; whoever reads gets the newest value without.
 */
public final class Container {
    private final ContainerId id;
    private final Path folder;
    private final Instant created;
    private final Digest image;
    private final List<MountPoint> mounts;
    private final ContainerStreams streams;
    private final ReentrantLock lock = new ReentrantLock();
    private final StoppedFiles files = new StoppedFiles();
    private final Set<String> execIds = ConcurrentHashMap.newKeySet();
    private volatile String name;
    private volatile ContainerConfig config;
    private volatile ContainerState state = new ContainerState.Created();
    private volatile ContainerProcess process;
    private volatile ContainerNetworks networks = ContainerNetworks.EMPTY;
    private volatile Health health = Health.NONE;
    private volatile int restartCount;
    private volatile boolean stoppedByUser;
    private CompletableFuture<Integer> nextExit = new CompletableFuture<>();
    private final CompletableFuture<Integer> removed = new CompletableFuture<>();

    Container(ContainerId id, Path folder, Instant created, Digest image, String name, ContainerConfig config,
            List<MountPoint> mounts, ContainerStreams streams) {
        this.id = id;
        this.folder = folder;
        this.created = created;
        this.image = image;
        this.name = name;
        this.config = config;
        this.mounts = List.copyOf(mounts);
        this.streams = streams;
    }

    public ContainerId id() {
        return id;
    }

    /** Without a slash in front. */
    public String name() {
        return name;
    }

    /** The image's defaults are in it already. */
    public ContainerConfig config() {
        return config;
    }

    public HostConfig host() {
        return config.host();
    }

    /** What of the user's is mounted in it. */
    List<MountPoint> mounts() {
        return mounts;
    }

    /** Its volumes' names, each once. */
    Set<String> volumes() {
        return mounts.stream().filter(MountPoint::isVolume).map(MountPoint::name).collect(java.util.stream.Collectors.toSet());
    }

    /** Those that were made for it, without a name. */
    List<String> ownVolumes() {
        return mounts.stream().filter(point -> point.isVolume() && point.has(MountPoint.Trait.OWN)).map(MountPoint::name).toList();
    }

    public ContainerState state() {
        return state;
    }

    public Health health() {
        return health;
    }

    public Instant created() {
        return created;
    }

    /** ID of the image. */
    public Digest image() {
        return image;
    }

    /** Everything that is kept of it. */
    public Path folder() {
        return folder;
    }

    /**
     * What it was made by when it was started last, also if that failed: {@link minidocker.syscall.ProgramTable#lines}.
     *
     * @return empty if it came to no system call of a container's
     */
    public Optional<String> trace() throws IOException {
        try {
            return Optional.of(Files.readString(folder.resolve(Runtime.TRACE)));
        } catch (NoSuchFileException neverStarted) {
            return Optional.empty();
        }
    }

    /** What it was made by before says nothing about a start that fails now. */
    void forgetTrace() throws IOException {
        Files.deleteIfExists(folder.resolve(Runtime.TRACE));
    }

    /** Its input and output over all its runs. */
    public ContainerStreams streams() {
        return streams;
    }

    /** How often its restart policy has started it since a user did. */
    public int restartCount() {
        return restartCount;
    }

    /** A user stopped it, which {@code unless-stopped} remembers. */
    public boolean isStoppedByUser() {
        return stoppedByUser;
    }

    /** The processes that were executed in it, as long as somebody can ask for them; whoever starts one enters it here. */
    public Set<String> execIds() {
        return execIds;
    }

    /** The networks it belongs to, and what it has there while it runs. */
    public ContainerNetworks networks() {
        return networks;
    }

    /** A network's name or ID, {@code none}, {@code host}, or {@code container:ID}. */
    public String networkMode() {
        return Sharing.network(config.host());
    }

    /** What runs, if it does. */
    public Optional<ContainerProcess> process() {
        return Optional.ofNullable(process);
    }

    /** @throws Refusal CONFLICT, in Docker's words, if it has no processes */
    public ContainerProcess requireProcess() {
        ContainerProcess running = process;
        if (running == null || !state.isAlive()) {
            throw new Refusal(Kind.CONFLICT, "container " + id + " is not running");
        }
        return running;
    }

    /** @throws Refusal CONFLICT, in Docker's words, if nothing can be executed in it now */
    public ContainerProcess requireExecutable() {
        if (state instanceof ContainerState.Paused) {
            throw new Refusal(Kind.CONFLICT, "container " + id + " is paused, unpause the container before exec");
        }
        if (state instanceof ContainerState.Restarting) {
            throw new Refusal(Kind.CONFLICT, "container " + id + " is restarting, wait until the container is running");
        }
        return requireProcess();
    }

    /** When somebody who waits is to hear of it. */
    public enum WaitCondition {
        NOT_RUNNING("not-running"), NEXT_EXIT("next-exit"), REMOVED("removed");

        private final String word;

        WaitCondition(String word) {
            this.word = word;
        }

        /** Of a query; empty is not-running. */
        public static WaitCondition of(String word) {
            for (WaitCondition condition : values()) {
                if (condition.word.equals(word.isEmpty() ? NOT_RUNNING.word : word)) {
                    return condition;
                }
            }
            throw new Refusal(Kind.BAD_PARAMETER, "invalid condition: \"" + word + "\"");
        }
    }

    /** Completes with the exit code as soon as the condition holds. */
    public CompletableFuture<Integer> when(WaitCondition condition) {
        lock.lock();
        try {
            return (switch (condition) {
                case NOT_RUNNING -> state.isRunning() ? nextExit
                        : CompletableFuture.completedFuture(state.past().exitCode());
                case NEXT_EXIT -> nextExit;
                case REMOVED -> removed;
            }).copy();
        } finally {
            lock.unlock();
        }
    }

    /** As long as it does not run. */
    StoppedFiles files() {
        return files;
    }

    ReentrantLock lock() {
        return lock;
    }

    void rename(String newName) {
        name = newName;
    }

    void configure(ContainerConfig changed) {
        config = changed;
    }

    void become(ContainerState next) {
        state = next;
    }

    void runs(ContainerProcess now) {
        process = now;
    }

    void networks(ContainerNetworks now) {
        networks = now;
    }

    void health(Health now) {
        health = now;
    }

    void restarted(int count) {
        restartCount = count;
    }

    void stoppedByUser(boolean stopped) {
        stoppedByUser = stopped;
    }

    /**
     * Tells those who wait that its process has ended; to be called when its state says so.
     *
     * @return what is to be run without the lock
     */
    Runnable exited() {
        int code = state.past().exitCode();
        CompletableFuture<Integer> exit = nextExit;
        nextExit = new CompletableFuture<>();
        return () -> exit.complete(code);
    }

    /** Tells all those who wait that it is gone. */
    void gone() {
        int code = state.past().exitCode();
        nextExit.complete(code);
        removed.complete(code);
    }
}
