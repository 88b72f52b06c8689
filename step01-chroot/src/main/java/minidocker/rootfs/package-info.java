/**
 * A root filesystem from this machine's own programs: what a container needs to have files at all, without any download.
 *
 * <p>A program is more than its file. {@link minidocker.rootfs.ElfFile} reads which loader and which libraries it names,
 * {@link minidocker.rootfs.LibrarySearch} finds them as ld.so(8) would, {@link minidocker.rootfs.RootfsPlanner} lists every file
 * that has to come along (a plan is a value, and says why each entry is in it), and {@link minidocker.rootfs.RootfsMaker} copies
 * them.
 *
 * <p><b>Invariant.</b> A root filesystem is there as a whole or not at all: it is made beside its place and renamed into it.
 */
package minidocker.rootfs;
