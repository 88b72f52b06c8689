package minidocker.rootfs;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A host's file tree in a temporary folder: a merged /usr, a loader and a libc, and whatever a test puts into it. */
final class MadeUpHost {
    static final ElfArchitecture PC = new ElfArchitecture(64, ByteOrder.LITTLE_ENDIAN, 62);
    static final ElfArchitecture ARM = new ElfArchitecture(64, ByteOrder.LITTLE_ENDIAN, 183);
    static final ElfArchitecture PC_32 = new ElfArchitecture(32, ByteOrder.LITTLE_ENDIAN, 3);
    static final String LOADER = "/lib64/ld-linux-x86-64.so.2";
    static final String LIBS = "/usr/lib/x86_64-linux-gnu/";

    final Path root;

    /** @param root an empty folder */
    MadeUpHost(Path root) throws IOException {
        this.root = root;
        for (String folder : new String[] {"usr/bin", "usr/lib", "usr/lib64", "usr/sbin", "etc"}) {
            Files.createDirectories(root.resolve(folder));
        }
        link("/bin", "usr/bin").link("/lib", "usr/lib").link("/lib64", "usr/lib64").link("/sbin", "usr/sbin");
        library(LIBS + "ld-linux-x86-64.so.2");
        link("/usr/lib64/ld-linux-x86-64.so.2", "../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
        library(LIBS + "libc.so.6", "ld-linux-x86-64.so.2");
    }

    HostTree tree() {
        return new HostTree(root);
    }

    CommandSearch commands(String... folders) {
        return CommandSearch.of(tree(), String.join(":", folders));
    }

    RootfsPlanner planner() {
        return new RootfsPlanner(tree(), commands(), PC);
    }

    /** Any text, at {@code path} below the root. */
    MadeUpHost text(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    MadeUpHost script(String path, String text) throws IOException {
        text(path, text);
        Files.setPosixFilePermissions(root.resolve(path.substring(1)), PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    MadeUpHost link(String path, String target) throws IOException {
        Path link = root.resolve(path.substring(1));
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        return this;
    }

    /** A dynamic program for {@link #PC}. */
    ElfBytes linkedWith(String... needs) {
        return ElfBytes.of(PC).interpreter(LOADER).needs(needs);
    }

    MadeUpHost program(String path, String... needs) throws IOException {
        linkedWith(needs).writeTo(root, path);
        return this;
    }

    MadeUpHost library(String path, String... needs) throws IOException {
        ElfBytes.of(PC).soname(path.substring(path.lastIndexOf('/') + 1)).needs(needs).writeTo(root, path);
        return this;
    }

    MadeUpHost put(String path, ElfBytes elf) throws IOException {
        elf.writeTo(root, path);
        return this;
    }

    /** All that EXPECTED and WELCOME want, as small static programs. */
    MadeUpHost allTools() throws IOException {
        for (String tool : DefaultTools.EXPECTED) {
            put("/usr/bin/" + tool, ElfBytes.of(PC).type(2));
        }
        return this;
    }
}
