package minidocker.engine.streams;

/** The encoding of RFC 3629, as far as a log has to know it. */
final class Utf8 {
    private Utf8() {}

    /** How many bytes the character at that place has, 1 to 4; 0 if no valid one begins there and ends before {@code to}. */
    static int sequence(byte[] text, int at, int to) {
        int first = text[at] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        int size = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
        if (size == 0 || at + size > to) {
            return 0;
        }
        int second = text[at + 1] & 0xff;
        // Neither longer than needed, nor a surrogate, nor beyond U+10FFFF.
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < size; i++) {
            if ((text[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return size;
    }

    /** The last place up to {@code to} where no character is cut in two; {@code to} if there is none near. */
    static int boundary(byte[] text, int from, int to) {
        int lead = to - 1;
        while (lead > from && to - lead < 4 && (text[lead] & 0xc0) == 0x80) {
            lead--;
        }
        int first = text[lead] & 0xff;
        int size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
        return lead > from && size > to - lead ? lead : to;
    }
}
