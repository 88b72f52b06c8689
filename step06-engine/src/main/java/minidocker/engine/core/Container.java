package minidocker.engine.core;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import minidocker.engine.Refusal;
import minidocker.images.Digest;

/**
 * A container, from its creation to its removal. What it is stands in values; this holds the ones that count now. Whoever
 * changes the state holds the lock; whoever reads gets the newest value without.
 */
public final class Container {
    private final ContainerId id;
    private final Path folder;
    private final Instant created;
    private final Digest image;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile String name;
    private volatile ContainerConfig config;
    private volatile ContainerState state = new ContainerState.Created();

    Container(ContainerId id, Path folder, Instant created, Digest image, String name, ContainerConfig config) {
        this.id = id;
        this.folder = folder;
        this.created = created;
        this.image = image;
        this.name = name;
        this.config = config;
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

    public ContainerState state() {
        return state;
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

    /** Where json-file and local logs are. */
    public Path logFile() {
        return folder.resolve(id + "-json.log");
    }

    /** @throws Refusal CONFLICT, in Docker's words, if it has no processes */
    public void requireRunning() {
        if (!state.isAlive()) {
            throw new Refusal(Refusal.Kind.CONFLICT, "container " + id + " is not running");
        }
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
}
