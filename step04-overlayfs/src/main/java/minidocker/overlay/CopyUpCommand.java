package minidocker.overlay;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import minidocker.chroot.UserNamespace;
import minidocker.cli.HelpOption;
import minidocker.cli.ProgramOptions;
import minidocker.cli.Terminal;
import minidocker.cli.UserError;
import minidocker.layers.Tree;
import minidocker.namespaces.ContainerOptions;
import minidocker.syscall.Child;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.SyscallProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code copy-up}: what overlayfs copies, when, and how long it takes; and what it does not copy. */
@Command(name = "copy-up", description = "Change one byte of a large file in a layer, and watch what overlayfs does.",
        sortOptions = false)
final class CopyUpCommand implements Callable<Integer> {
    private static final int MIB = 1 << 20;

    @Option(names = "--size", paramLabel = "MIB", description = "How large the file is; 64 by default.")
    int size = 64;

    @Mixin
    ProgramOptions look;

    @Mixin
    HelpOption help;

    private final boolean userNamespace = Linux.geteuid() != 0;

    @Override
    public Integer call() throws IOException {
        if (size < 1 || size > 2000) {
            throw new UserError("the size is 1 to 2000 MiB, not " + size);
        }
        Path folders = look.only() ? ContainerFolder.running() : ContainerFolder.makeRunning();
        // Its name is no container's: so it is swept by nobody but us.
        Path folder = folders.resolve(".copy-up-" + ContainerOptions.newId());
        Path layer = folder.resolve("layer");
        OverlayRoot first = root(folder.resolve("a"), layer);
        OverlayRoot second = root(folder.resolve("b"), layer);
        if (look.only()) {
            return look.print(CopyUp.program(userNamespace, first));
        }
        Storage storage = Storage.choose(folders, null);
        if (storage.driver() != Storage.Driver.OVERLAY && !userNamespace) {
            throw new UserError("this shows overlayfs, and there is none for us here: " + storage.why());
        }
        try {
            prepare(layer, first, second);
            copyUp(first);
            pages(layer, first, second);
            return 0;
        } finally {
            int parent = Tree.open(folders);
            Tree.remove(parent, folder.getFileName().toString());
            Linux.close(parent);
        }
    }

    private OverlayRoot root(Path folder, Path layer) {
        return new OverlayRoot(folder, List.of(layer), folder.resolve(OverlayRoot.UPPER), userNamespace);
    }

    private void prepare(Path layer, OverlayRoot... roots) throws IOException {
        Files.createDirectories(layer.resolve(CopyUp.FOLDER));
        for (String name : new String[] {CopyUp.LARGE, CopyUp.OTHER, CopyUp.SHARED}) {
            SplittableRandom random = new SplittableRandom(size);
            byte[] block = new byte[MIB];
            try (OutputStream out = Files.newOutputStream(layer.resolve(name))) {
                for (int i = 0; i < size; i++) {
                    random.nextBytes(block);
                    out.write(block);
                }
            }
        }
        for (OverlayRoot root : roots) {
            for (String part : new String[] {OverlayRoot.UPPER, OverlayRoot.WORK, OverlayRoot.MERGED}) {
                Files.createDirectories(root.folder().resolve(part));
            }
            Files.createSymbolicLink(root.folder().resolve("0"), layer);
        }
    }

    private void copyUp(OverlayRoot root) {
        System.out.printf("A layer with a file of %d MiB, and an empty upper over it:%n%n", size);
        SyscallProgram program = CopyUp.program(userNamespace, root);
        try (Child child = Child.spawn(program)) {
            letGo(child);
            child.awaitExec();
            child.waitFor();
            if (look.trace) {
                System.err.print(new ProgramTable(Terminal.columns()).trace(child.trace()));
            }
            for (CopyUp.Outcome outcome : CopyUp.outcomes(child)) {
                System.out.printf("  %-20s %9.2f ms   %s%n", outcome.step().what(), outcome.milliseconds(), saw(outcome));
            }
        }
        System.out.printf("""

                The copy is made when a file is opened for writing, whatever will be written; it is a whole
                one, and later openings find it. Where the disk can share blocks between files (XFS, Btrfs),
                it takes no time and no space. A folder of a layer cannot be moved, since half of it is in the
                layer, which nobody changes: EXDEV tells mv(1) to copy it instead.

                """);
    }

    private String saw(CopyUp.Outcome outcome) {
        if (outcome.call().failed()) {
            return Errno.name((int) -outcome.call().result()) + ": it is still where it was";
        } else if (outcome.copy() == null) {
            return "the upper is empty";
        } else if (outcome.copy().isDirectory()) {
            return "a folder of the upper";
        }
        return String.format("the upper has %.1f MiB of it, on %.1f MiB of the disk", outcome.copy().size() / (double) MIB,
                outcome.copy().blocks() * 512.0 / MIB);
    }

    /** Only in a user namespace does the child wait for anything. */
    private void letGo(Child child) {
        if (userNamespace) {
            UserNamespace.mapSingle(child.pid(), 0, Linux.geteuid(), 0, Linux.getegid());
            child.open(UserNamespace.GATE);
        }
    }

    private void pages(Path layer, OverlayRoot first, OverlayRoot second) {
        System.out.printf("Two containers on that layer, and another file of %d MiB in it, which nobody has read yet:%n%n", size);
        int below = Linux.openat(Linux.AT_FDCWD, layer.resolve(CopyUp.SHARED).toString(), 0);
        try (SharedPages pages = SharedPages.of(CopyUp.mounted(userNamespace, List.of(first, second)), first.path(),
                second.path(), this::letGo)) {
            LinuxFiles.fsync(below);
            LinuxFiles.forgetPages(below);
            int all = size * MIB / 4096;
            int cold = pages.seenBySecond();
            System.out.printf("  the second has %d of its %d pages in memory%n", cold, all);
            System.out.printf("  the first reads it  %9.2f ms   %s%n", pages.readByFirst(), cold == 0 ? "from the disk"
                    : "this filesystem keeps its files in memory");
            System.out.printf("  the second has %d of its %d pages in memory, and has read nothing%n", pages.seenBySecond(), all);
            System.out.printf("  the second reads it %9.2f ms%n", pages.readBySecond());
        } finally {
            Linux.close(below);
        }
        System.out.printf("""

                overlayfs has no pages of its own: who reads through it reads the layer's file, and all
                containers on a layer share what is in memory of it. A copy in an upper is another file and
                shares nothing. (A storage driver that gives each container a block device of its own has
                every page once for each of them.)
                """);
    }
}
