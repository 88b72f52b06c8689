package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import minidocker.cli.Home;
import minidocker.engine.Refusal;
import minidocker.engine.network.EndpointSettings;
import minidocker.engine.network.Network;
import minidocker.engine.network.Networks;
import minidocker.engine.network.firewall.FirewallChoice;
import minidocker.engine.network.kernel.KernelNetworks;
import minidocker.engine.network.kernel.NetworkNamespace;
import minidocker.engine.network.kernel.Place;
import minidocker.engine.rootless.UsersPlace;
import minidocker.engine.runtime.ContainerProcess;
import minidocker.engine.runtime.Runtime;
import minidocker.engine.streams.ContainerStreams;
import minidocker.engine.streams.LogDriver;
import minidocker.engine.streams.LogSettings;
import minidocker.engine.streams.Pump;
import minidocker.engine.volume.Volume;
import minidocker.engine.volume.VolumeRequest;
import minidocker.engine.volume.VolumeStore;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.InvalidReference;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.Inventory;
import minidocker.json.JsonObject;
import minidocker.layers.Change;
import minidocker.layers.Layer;
import minidocker.layers.Stack;
import minidocker.syscall.SyscallProgram;

/** The one object that routes call: all containers, all images, and what can be done with them. */
public final class Engine implements AutoCloseable {
    private final ContainerPaths paths;
    private final VolumeStore volumes;
    private final Path mountpoints;
    private final Inventory images;
    private final ImageUse imageUse;
    private final Runtime runtime;
    private final Pump pump;
    private final ContainerStore containers = new ContainerStore();
    private final Events events = new Events();
    private final Workers workers = new Workers();
    private final Creation creation = new Creation(this);
    private final Lifecycle lifecycle = new Lifecycle(this);
    private final Deletion deletion = new Deletion(this);
    private final Networks networks;
    private final Networking networking;
    private final ContainerNames names;

    /** What {@code POST /containers/create} answers. */
    public record Created(ContainerId id, List<String> warnings) {}

    private Engine(Home home, Inventory images) throws IOException {
        paths = ContainerPaths.of(home);
        volumes = VolumeStore.open(home.data().resolve("volumes"), (action, volume) -> tell(volume.name(), action, Map.of()));
        mountpoints = Mountpoints.in(home.data());
        this.images = images;
        imageUse = new ImageUse(images);
        Files.createDirectories(paths.all());
        Files.createDirectories(paths.allRun());
        pump = new Pump(home.run());
        runtime = new Runtime(home.run().resolve("runtime"));
        Consumer<String> notices = sentence -> System.err.println("mini-docker: " + sentence);
        networks = Networks.open(home.data().resolve("networks"), new KernelNetworks(home.run(), FirewallChoice.BEST, notices,
                NetworkNamespace.isOurs() ? Place.HERE : new UsersPlace(home.run(), notices)));
        networking = new Networking(this, networks);
        names = new ContainerNames(networks);
    }

    /**
     * The engine of this home, with all containers that an earlier one has left: those that run go on, and restart policies act.
     * One at a time may have it open; that is for the caller to see to.
     */
    public static Engine open(Home home, Inventory images) throws IOException {
        Engine engine = new Engine(home, images);
        new Restoration(engine).restore();
        return engine;
    }

    public ContainerStore containers() {
        return containers;
    }

    public Inventory images() {
        return images;
    }

    public Events events() {
        return events;
    }

    public Networks networks() {
        return networks;
    }

    /** The threads that read what containers write. */
    public Pump pump() {
        return pump;
    }

    /**
     * @param name empty for one that is invented
     * @throws Refusal NOT_FOUND "No such image: x:latest"; BAD_PARAMETER; CONFLICT if the name is taken
     */
    public Created create(String name, ContainerConfig config) throws IOException {
        return creation.create(name, config);
    }

    /**
     * The system calls that a container of this configuration would be made by: its own, from clone3(2) to execve(2), and those of
     * the children that make its networks' part. None is made.
     *
     * @throws Refusal as {@link #create} and {@link #start} would
     */
    public List<SyscallProgram> explain(ContainerConfig config) throws IOException {
        return creation.explain(config);
    }

    /** @throws Refusal NOT_MODIFIED if it runs; BAD_PARAMETER with Docker's words if its program cannot be executed */
    public ContainerProcess start(Container container) {
        return lifecycle.start(container);
    }

    /**
     * As {@link #start(Container)}.
     *
     * @param ifRefused gets the system calls up to the one that failed, as {@link minidocker.syscall.ProgramTable#lines}, before a
     *     container is gone that is to be removed when it ends
     */
    public ContainerProcess start(Container container, Consumer<String> ifRefused) throws IOException {
        container.lock().lock();
        try {
            return start(container);
        } catch (Refusal refusal) {
            ifRefused.accept(container.state().isAlive() ? "" : container.trace().orElse(""));
            throw refusal;
        } finally {
            container.lock().unlock();
        }
    }

    /**
     * Asks it to end, and ends it if it does not.
     *
     * @param signal  to ask with; empty for its own
     * @param seconds until it is ended; negative waits for ever; empty for its own
     * @throws Refusal NOT_MODIFIED if it does not run
     */
    public void stop(Container container, Optional<String> signal, Optional<Long> seconds) {
        lifecycle.stopping().stop(container, signal, seconds);
    }

    /** As {@link #stop}, if it runs, and then {@link #start}. */
    public void restart(Container container, Optional<String> signal, Optional<Long> seconds) {
        lifecycle.stopping().restart(container, signal, seconds);
    }

    /** @param signal KILL if empty */
    public void kill(Container container, String signal) {
        lifecycle.stopping().kill(container, signal);
    }

    public void pause(Container container) {
        lifecycle.pause(container);
    }

    public void unpause(Container container) {
        lifecycle.unpause(container);
    }

    /**
     * @param force ends it if it runs
     * @param withVolumes takes along the volumes without a name that were made for it
     */
    public void remove(Container container, boolean force, boolean withVolumes) {
        deletion.remove(container, force, withVolumes);
    }

    public void rename(Container container, String name) throws IOException {
        String bare = name.startsWith("/") ? name.substring(1) : name;
        if (name.isEmpty()) {
            throw new Refusal(Refusal.Kind.BAD_PARAMETER, "Neither old nor new names may be empty");
        }
        container.lock().lock();
        try {
            String old = container.name();
            if (old.equals(bare)) {
                throw new Refusal(Refusal.Kind.BAD_PARAMETER, "Renaming a container with the same name as its current name");
            }
            try {
                containers.names().take(name, container.id());
            } catch (Refusal refusal) {
                throw new Refusal(refusal.kind(), "Error when allocating new name: " + refusal.getMessage(), refusal);
            }
            container.rename(bare);
            try {
                ContainerFiles.write(container);
            } catch (IOException e) {
                container.rename(old);
                containers.names().release(bare, container.id());
                throw e;
            }
            containers.names().release(old, container.id());
            networking.renamed(container);
            tell(container, "rename", Map.of("oldName", "/" + old));
        } finally {
            container.lock().unlock();
        }
    }

    /** A look at its files, whether it runs or not. */
    public ContainerTree files(Container container) throws IOException {
        return new ContainerTree(this, container);
    }

    /** @return the new image's ID */
    public Digest commit(Container container, Commit commit) throws IOException {
        Digest image = commit.of(this, container);
        tell(container, "commit", Map.of("comment", commit.comment(), "imageID", image.toString(), "imageRef",
                commit.name().map(ImageReference::familiar).orElse("")));
        return image;
    }

    /** Puts it on a further network, now if it runs, and at each start from now on. */
    public void connect(Container container, Network network, EndpointSettings settings) throws IOException {
        container.lock().lock();
        try {
            networking.connect(container, network, settings);
        } finally {
            container.lock().unlock();
        }
    }

    /**
     * @param reference to a container
     * @param network   name or ID
     * @param force     neither needs to be there: what is left of the one on the other goes
     */
    public void disconnect(String reference, String network, boolean force) throws IOException {
        Optional<Container> there = force ? containers.lookup(reference) : Optional.of(containers.find(reference));
        if (there.isEmpty()) {
            networking.forget(reference, networks.find(network));
            return;
        }
        Container container = there.get();
        container.lock().lock();
        try {
            networking.disconnect(container, network, force);
        } finally {
            container.lock().unlock();
        }
    }

    /** By which others on that network find it. */
    public static List<String> dnsNames(Container container, Attachment one) {
        return Networking.names(container, one.settings());
    }

    /** What it has changed in its files. */
    public List<Change> changes(Container container) {
        List<Layer> open = new java.util.ArrayList<>();
        try {
            layers(container).forEach(layer -> open.add(new Layer(Path.of(layer))));
            Layer upper = new Layer(ContainerPaths.upper(container.folder()));
            List<Change> changes = new java.util.ArrayList<>();
            try (Stack stack = Stack.of(upper, List.copyOf(open))) {
                open.clear();
                stack.changes((kind, path, now) -> changes.add(new Change(kind, "/" + path)));
            }
            return changes;
        } finally {
            open.forEach(Layer::close);
        }
    }

    /** What of the user's is mounted in it, as inspect shows it. */
    public List<Map<String, Object>> mounts(Container container) {
        return container.mounts().stream().filter(point -> !point.has(MountPoint.Trait.HIDDEN))
                .map(point -> point.json(volumes.lookup(point.name()).map(volume -> volume.data().toString()).orElse(""))).toList();
    }

    /** The volumes, and who uses them. */
    public VolumeStore volumes() {
        return volumes;
    }

    /**
     * Makes a volume.
     *
     * @throws Refusal BAD_PARAMETER; FAILED if the disk is full
     */
    public Volume create(VolumeRequest wanted) {
        try {
            return volumes.create(wanted);
        } catch (IOException e) {
            throw DiskTrouble.refusal("the volume cannot be created", paths.all(), e);
        }
    }

    /** Bytes on the disk. */
    public static long size(Volume volume) {
        return DiskUse.bytes(volume.data());
    }

    /** The folders of the layers that it is made of, the topmost first. */
    public List<String> layers(Container container) {
        List<String> topFirst = new java.util.ArrayList<>();
        imageUse.find(container.image()).forEach(layer -> topFirst.add(0, layer.toString()));
        topFirst.add(mountpoints.toString());
        return topFirst;
    }

    /**
     * Bytes on the disk.
     *
     * @param written by the container
     * @param root    all its files, those of the image included
     */
    public record Sizes(long written, long root) {}

    public Sizes sizes(Container container) throws IOException {
        long written = DiskUse.bytes(ContainerPaths.upper(container.folder()));
        return new Sizes(written, written + images.lookup(container.image().toString()).map(Image::size).orElse(0L));
    }

    /** As lists show it: what the user called it, as long as that still means the same image; else its ID. */
    public String imageName(Container container) {
        return container.config().image();
    }

    /** Changes limits and the restart policy; what {@code wanted} says with zero or not at all stays. */
    public void update(Container container, JsonObject wanted) throws IOException {
        Updating.update(this, container, wanted);
    }

    /** True as long as there is something to watch over: a container that runs or is about to. */
    public boolean isNeeded() {
        return containers.all().stream().anyMatch(container -> container.state().isRunning());
    }

    /** Who uses an image, for its removal: a sentence in Docker's words, or empty. */
    public Optional<String> userOf(Digest image) {
        return containers.all().stream().filter(container -> container.image().equals(image)).findFirst()
                .map(container -> (container.state().isRunning() ? "running container " : "container ")
                        + container.id().shortHex() + " is using its referenced image " + image.shortHex());
    }

    /** The engine leaves. Containers go on. */
    @Override
    public void close() {
        workers.close();
        containers.all().forEach(container -> container.streams().close());
        pump.close();
        names.close();
        networks.close();
    }

    // What follows is for the other classes of this package.

    ContainerPaths paths() {
        return paths;
    }

    ImageUse imageUse() {
        return imageUse;
    }

    /** Whether containers have control groups, which limits and statistics take. */
    public boolean hasControlGroups() {
        return runtime.hasGroups();
    }

    Runtime runtime() {
        return runtime;
    }

    Workers workers() {
        return workers;
    }

    Lifecycle lifecycle() {
        return lifecycle;
    }

    Networking networking() {
        return networking;
    }

    ContainerNames names() {
        return names;
    }

    Deletion deletion() {
        return deletion;
    }

    /** @throws Refusal NOT_FOUND, in Docker's words */
    Image image(String name) throws IOException {
        return images.content(name).orElseThrow(() -> new Refusal(Refusal.Kind.NOT_FOUND, "No such image: " + withTag(name)));
    }

    private static String withTag(String name) {
        try {
            return ImageReference.parse(name).withDefaultTag().familiar();
        } catch (InvalidReference onlyAnId) {
            return name;
        }
    }

    /** The object, of what the files say; not in the store yet. */
    Container container(ContainerFiles.Description files, Path folder) throws IOException {
        ContainerConfig config = files.config();
        ContainerStreams.Settings settings = new ContainerStreams.Settings(config.tty(), config.openStdin(), config.stdinOnce());
        LogSettings logging = new LogSettings(config.host().logDriver(), config.host().logOptions());
        LogDriver log = LogDriver.open(logging, folder, files.id().hex(), logging.attributes(config.labels(), config.env(),
                Map.of("ID", files.id().shortHex(), "FullID", files.id().hex(), "Name", files.name(), "ImageName", config.image(),
                        "ImageID", files.image().shortHex(), "ImageFullID", files.image().toString(), "DaemonName", "docker")));
        return new Container(files.id(), folder, files.created(), files.image(), files.name(), config, files.mounts(),
                new ContainerStreams(paths.run(files.id()), settings, log, pump));
    }

    /** The layer beneath all images. */
    Path mountpoints() {
        return mountpoints;
    }

    BundleFolder bundleFolder(Container container) {
        return new BundleFolder(this, container);
    }

    /** Tells of something that happened to a volume. */
    void tell(String volume, String action, Map<String, String> more) {
        Map<String, String> attributes = new java.util.TreeMap<>(more);
        attributes.put("driver", VolumeRequest.LOCAL);
        events.publish(Event.now("volume", action, volume, attributes));
    }

    void tell(Container container, String action) {
        tell(container, action, Map.of());
    }

    /** Tells of something that happened to a container, with its name, its image, its labels, and more. */
    public void tell(Container container, String action, Map<String, String> more) {
        Map<String, String> attributes = new LinkedHashMap<>(container.config().labels());
        attributes.putAll(more);
        attributes.put("image", container.config().image());
        attributes.put("name", container.name());
        events.publish(Event.now("container", action, container.id().hex(), attributes));
    }
}
