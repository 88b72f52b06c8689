package minidocker.syscall;

/** A named bit, or group of bits, of a flags argument; the enums that implement it are the tables by which flags are decoded. */
public interface Flag {
    /** As in the C header: {@code MS_NOSUID}. */
    String name();

    long bits();

    static long bitsOf(Flag... flags) {
        long bits = 0;
        for (Flag flag : flags) {
            bits |= flag.bits();
        }
        return bits;
    }

    /**
     * The names of the bits that are set, joined by {@code |}; bits that the table does not know follow as one hexadecimal
     * number, and no bit at all is {@code 0}.
     */
    static String decode(long bits, Flag[] table) {
        StringBuilder text = new StringBuilder();
        long rest = bits;
        for (Flag flag : table) {
            long mask = flag.bits();
            if (mask != 0 && (rest & mask) == mask) {
                text.append(text.length() == 0 ? "" : "|").append(flag.name());
                rest &= ~mask;
            }
        }
        if (rest != 0 || text.length() == 0) {
            text.append(text.length() == 0 ? "" : "|").append(rest == 0 ? "0" : "0x" + Long.toHexString(rest));
        }
        return text.toString();
    }
}
