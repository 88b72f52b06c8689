package minidocker.doctor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * newuidmap(1) or newgidmap(1): writes the maps that an ordinary user may not write.
 *
 * @param name of the command
 * @param path where it is, or null
 * @param setUserIdRoot it runs as root whoever starts it: Debian's way
 * @param capabilities that the file gives to who starts it, a bit each: Fedora's way
 */
record MapTool(String name, String path, boolean setUserIdRoot, long capabilities) {

    boolean isThere() {
        return path != null;
    }

    boolean isPrivileged() {
        int wanted = name.equals("newuidmap") ? ProcessStatus.CAP_SETUID : ProcessStatus.CAP_SETGID;
        return setUserIdRoot || (capabilities >>> wanted & 1) != 0;
    }

    /**
     * The permitted set of {@code struct vfs_cap_data}: a word with the revision, then two words (permitted, inheritable) for
     * capabilities 0 to 31, and again for 32 to 63.
     *
     * @param attribute the extended attribute security.capability, or null
     * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7), "File capability extended
     *     attribute versioning"</a>
     */
    static long permitted(byte[] attribute) {
        final int twoWords = 20;
        if (attribute == null || attribute.length < twoWords) {
            return 0;
        }
        ByteBuffer data = ByteBuffer.wrap(attribute).order(ByteOrder.LITTLE_ENDIAN);
        return Integer.toUnsignedLong(data.getInt(4)) | (long) data.getInt(12) << 32;
    }
}
