/**
 * Step 1: a program in a root filesystem of its own, by chroot(2) alone, and the way out of it again.
 *
 * <p>chroot changes one thing: where the path {@code /} begins for a process and its children. Everything else is shared with the
 * host: processes, network, mounts, users, the hostname. Later steps take these away one after the other.
 *
 * <p>{@link minidocker.chroot.ProcessSpec} is a value, {@link minidocker.chroot.Chroot} and {@link minidocker.chroot.Escape} make
 * programs, the commands run them.
 */
package minidocker.chroot;
