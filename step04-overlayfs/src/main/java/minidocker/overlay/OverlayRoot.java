package minidocker.overlay;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.MountCalls.mount;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import minidocker.namespaces.RootFilesystem;
import minidocker.syscall.Errno;
import minidocker.syscall.SyscallProgram;

/**
 * A root filesystem of layers and an upper on top of them, mounted by overlayfs.
 *
 * <p>The options of mount(2) must fit a page of 4096 bytes, and overlayfs takes commas, colons and backslashes in them for its
 * own. So the folder holds a link to each layer, named by its number, and the mount is made from within: {@code lowerdir=2:1:0}.
 * That takes any path, and as many layers as overlayfs itself does, 500, in less than half a page. (Docker has such links, too.
 * The newer way, fsconfig(2) with {@code lowerdir+}, came with Linux 6.7 and takes 255 bytes a path, so it would need the links
 * all the same.)
 *
 * @param folder absolute; holds the links 0, 1, 2, ..., {@code upper} and {@code work}, and the mount point {@code merged}: see
 *     {@link
 *        ContainerFolder}
 * @param layers where the links lead, absolute, the bottom first
 * @param upper where {@code upper} is or leads, absolute
 * @param inUserNamespace it is mounted by the root of a user namespace, who may not write trusted.* attributes
 */
public record OverlayRoot(Path folder, List<Path> layers, Path upper, boolean inUserNamespace) implements RootFilesystem {
    /** OVL_MAX_STACK of the kernel's fs/overlayfs/params.h. */
    public static final int MOST_LAYERS = 500;
    public static final String UPPER = "upper";
    public static final String WORK = "work";
    public static final String MERGED = "merged";

    public OverlayRoot {
        layers = List.copyOf(layers);
        if (layers.isEmpty() || layers.size() > MOST_LAYERS) {
            throw new IllegalArgumentException("overlayfs mounts 1 to " + MOST_LAYERS + " layers, not " + layers.size()
                    + ": put some of them into one");
        }
    }

    @Override
    public String path() {
        return folder.resolve(MERGED).toString();
    }

    @Override
    public List<Path> folders() {
        List<Path> topFirst = new ArrayList<>(layers);
        topFirst.add(upper);
        Collections.reverse(topFirst);
        return topFirst;
    }

    // tag::overlay[]
    @Override
    public SyscallProgram reached(SyscallProgram program) {
        return program.then(chdir(folder.toString()),
                "its links 0, 1, ... lead to the layers: short names, because all options of a mount must fit one page");
    }

    @Override
    public SyscallProgram mounted(SyscallProgram program) {
        return program
                .then(mount("overlay", MERGED, "overlay", options())
                        .hint(Errno.EINVAL, "the upper's filesystem cannot hold an upper: it is overlayfs itself, "
                                + "a network filesystem or vfat; or upper and work lie on two mounts")
                        .hint(Errno.ELOOP, "a layer stands there twice, or one lies within another")
                        .hint(Errno.EBUSY, "another mount uses this upper")
                        .hint(Errno.ENODEV, "this kernel has no overlayfs: modprobe overlay")
                        .hint(Errno.EPERM,
                                "this kernel lets root only mount overlayfs; Linux 5.11 lets everybody in a user namespace")
                        .hint(Errno.EACCES, "root in the container is another user outside, and cannot get to a layer "
                                + "or write to the upper: chmod o+x the folders above them, or move them")
                        .hint(Errno.ESTALE, "this upper was used with other layers"),
                        "the layers, the last one on top, and over them a folder that takes all that is written")
                .then(chdir(MERGED), "to be in the new root when the old one goes");
    }
    // end::overlay[]

    /**
     * As mount(2) takes them. What a kernel may have been configured to do otherwise is said, so that an upper means the same
     * everywhere:
     * <ul>
     * <li>{@code index=off}: hard links break when a file is copied up. With an index they would not, but the upper would be tied
     * to the
     * very folders of the layers by file handles.
     * <li>{@code metacopy=off}: a chmod copies the whole file. Else the upper would hold a file without its content, which is no
     * layer
     * for anybody else.
     * <li>{@code redirect_dir=nofollow}: to rename a folder of a layer fails with EXDEV, so mv copies it. Else the upper would
     * hold a
     * pointer into the layers; and pointers in a layer from elsewhere are not followed, as they could lead to files that are
     * hidden.
     * <li>{@code xino=auto}: inode numbers stay the same when a file is copied up, also with layers on several filesystems.
     * <li>{@code userxattr}: overlayfs keeps its notes in user.overlay.* because trusted.overlay.* needs CAP_SYS_ADMIN outside of
     * all
     * user namespaces. Linux 5.11.
     * </ul>
     * Not {@code volatile}: it saves the syncs, but such an upper is refused after a crash.
     */
    String options() {
        String lower = IntStream.range(0, layers.size()).mapToObj(i -> Integer.toString(layers.size() - 1 - i))
                .collect(Collectors.joining(":"));
        return "lowerdir=" + lower + ",upperdir=" + UPPER + ",workdir=" + WORK
                + ",index=off,metacopy=off,redirect_dir=nofollow,xino=auto" + (inUserNamespace ? ",userxattr" : "");
    }
}
