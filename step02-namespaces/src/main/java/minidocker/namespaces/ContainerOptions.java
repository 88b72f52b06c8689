package minidocker.namespaces;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import minidocker.chroot.ProcessOptions;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.RootfsOptions;
import minidocker.cli.UserError;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** All options that describe a container of this step; later steps add to them. */
public final class ContainerOptions {
    private static final int ID_BYTES = 6;

    @Mixin
    public RootfsOptions root;

    @Mixin
    public ProcessOptions process;

    @Parameters(paramLabel = "CMD", arity = "1..*", description = "The command and its arguments.")
    public List<String> command;

    @Mixin
    NamespaceOptions namespaces;

    @Mixin
    MountOptions mounts;

    @Option(names = {"-t", "--tty"}, description = "A terminal of its own.")
    boolean terminal;

    @Option(names = {"-i", "--interactive"}, hidden = true, description = "Standard input is always open in this step.")
    boolean interactive;

    @Option(names = "--rm", hidden = true, description = "Nothing is kept in this step anyway.")
    boolean remove;

    /** A name for a container that got none: twelve hexadecimal digits. */
    public static String newId() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** Null if the container has no user namespace of its own. */
    public UserMaps maps() {
        return namespaces.maps(namespaces.namespaces());
    }

    /**
     * @param rootfs where its root filesystem is
     * @param maps see {@link #maps()}
     * @param id its hostname, if it has a UTS namespace and got no other name
     */
    public ContainerSpec spec(Path rootfs, UserMaps maps, String id) {
        if (rootfs.getParent() == null) {
            throw new UserError("/ is the host's root, and a container needs one of its own: 'rootfs create DIR' makes one");
        }
        return spec(new RootFilesystem.Folder(rootfs.toString()), maps, id);
    }

    /** The same for any root filesystem. */
    public ContainerSpec spec(RootFilesystem rootfs, UserMaps maps, String id) {
        return spec(rootfs, process.process(command), maps, id);
    }

    /** The same for any process: what an image says may have gone into it. */
    public ContainerSpec spec(RootFilesystem rootfs, ProcessSpec spec, UserMaps maps, String id) {
        Set<Namespace> own = namespaces.namespaces();
        String hostname = namespaces.hostname != null ? namespaces.hostname : own.contains(Namespace.UTS) ? id : null;
        return new ContainerSpec(rootfs, spec, own, hostname, mounts.readOnly, mounts.volumes(), mounts.tmpfs(), terminal,
                namespaces.init,
                namespaces.timeOffset, maps != null || UserMaps.weAreInUserNamespace(), UserMaps.hasTtyGroup(maps),
                        namespaces.capabilities(own));
    }
}
