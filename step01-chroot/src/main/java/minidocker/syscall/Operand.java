package minidocker.syscall;

import java.util.Arrays;
import java.util.List;

/**
 * What stands at one of the six places of a system call: a number, or the address of something that the layout puts into memory.
 *
 * <p>{@link #toString()} is how it is shown to a reader: decoded, as strace(1) would.
 */
public sealed interface Operand {

    /** A plain number. */
    record Int(long value) implements Operand {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** The size of what another argument points to. The kernel wants it, a reader does not. */
    record Size(long value) implements Operand {}

    /** Permission bits, shown in octal. */
    record Mode(long value) implements Operand {
        @Override
        public String toString() {
            return "0" + Long.toOctalString(value);
        }
    }

    /** Flags, shown by the names that {@code table} has for them. */
    record Flags(long value, List<Flag> table) implements Operand {
        static Flags of(Flag[] table, Flag... flags) {
            return new Flags(Flag.bitsOf(flags), List.of(table));
        }

        @Override
        public String toString() {
            return Flag.decode(value, table.toArray(new Flag[0]));
        }
    }

    /** A number that has a name in a C header: {@code PR_SET_DUMPABLE}. */
    record Symbol(String name, long value) implements Operand {
        public static final Symbol NULL = new Symbol("NULL", 0);
        /** "Relative to the working directory", as the first argument of openat(2) and its kin. */
        public static final Symbol AT_FDCWD = new Symbol("AT_FDCWD", -100);

        @Override
        public String toString() {
            return name;
        }
    }

    /** The address of a string, which ends with a zero byte; see {@link CString} for what its bytes are. */
    record Text(String text) implements Operand {
        public Text {
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a zero byte cannot stand in a path or an argument: it ends it");
            }
        }

        byte[] bytes() {
            return CString.encode(text);
        }

        /**
         * In quotes where that helps; control characters as {@code \\n} and {@code \\x1b}, so that nothing in them reaches the
         * reader's terminal.
         */
        @Override
        public String toString() {
            StringBuilder shown = new StringBuilder();
            for (char c : text.toCharArray()) {
                shown.append(c == '\n' ? "\\n" : c < ' ' || c == 0x7f ? String.format("\\x%02x", (int) c) : String.valueOf(c));
            }
            return text.isEmpty() || text.indexOf(' ') >= 0 ? "\"" + shown + '"' : shown.toString();
        }
    }

    /** The address of bytes that are there before the program starts: a struct without pointers. {@code shown} describes them. */
    record Bytes(byte[] content, String shown) implements Operand {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes bytes && Arrays.equals(content, bytes.content) && shown.equals(bytes.shown);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }

        @Override
        public String toString() {
            return shown;
        }
    }

    /** The address of 64-bit words, each an operand itself: argv, or a struct with pointers. {@code shown} describes it. */
    record Words(List<Operand> words, String shown) implements Operand {
        @Override
        public String toString() {
            return shown;
        }
    }

    /**
     * The address of {@code offset} in the memory called {@code name}, which is {@code size} bytes long, zero at first, and the
     * same wherever that name stands. What a call wrote into it can be read by the parent afterwards.
     */
    record Memory(String name, int size, int offset) implements Operand {
        public Memory(String name, int size) {
            this(name, size, 0);
        }

        public Memory at(int newOffset) {
            return new Memory(name, size, newOffset);
        }

        @Override
        public String toString() {
            return "&" + name + (offset == 0 ? "" : "+" + offset);
        }
    }

    /** What the earlier call of that name returned. */
    record ResultOf(String call) implements Operand {
        @Override
        public String toString() {
            return "<" + call + ">";
        }
    }

    /** The address at which the result of the call of that name lies, failure ({@code -errno}) included. */
    record ResultAddress(String call) implements Operand {
        @Override
        public String toString() {
            return "&<" + call + ">";
        }
    }

    /** The address of the record of the call of that name: where a branch goes. */
    record Target(String call) implements Operand {
        @Override
        public String toString() {
            return call;
        }
    }

    /** A number that is known only when the program is started: a file descriptor that the parent opened. */
    record Given(String name) implements Operand {
        @Override
        public String toString() {
            return "<" + name + ">";
        }
    }
}
