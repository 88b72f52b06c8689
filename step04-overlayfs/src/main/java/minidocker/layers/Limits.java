package minidocker.layers;

import minidocker.namespaces.UserMaps;
import minidocker.syscall.Linux;

/**
 * What an archive may do while it is unpacked.
 *
 * @param owners files get the owners that the archive says; else all belong to who unpacks it
 * @param bytes that its files may have in all
 * @param entries that it may have
 */
public record Limits(boolean owners, long bytes, long entries) {
    /** Owners if we are root, here or in our user namespace; a disk is full before more than this is written. */
    public static Limits none() {
        return new Limits(Linux.geteuid() == 0 && !UserMaps.weAreAlone(), Long.MAX_VALUE, Long.MAX_VALUE);
    }
}
