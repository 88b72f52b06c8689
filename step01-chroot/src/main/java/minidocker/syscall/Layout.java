package minidocker.syscall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import minidocker.syscall.Operand.Bytes;
import minidocker.syscall.Operand.Flags;
import minidocker.syscall.Operand.Given;
import minidocker.syscall.Operand.Int;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.Mode;
import minidocker.syscall.Operand.ResultAddress;
import minidocker.syscall.Operand.ResultOf;
import minidocker.syscall.Operand.Size;
import minidocker.syscall.Operand.Symbol;
import minidocker.syscall.Operand.Target;
import minidocker.syscall.Operand.Text;
import minidocker.syscall.Operand.Words;

/**
 * A program as the machine reads it: records of 80 bytes one after the other, then the strings, structs and buffers they point
 * to. The base address may be chosen last: {@link #writeTo} adds it to every address within.
 *
 * <pre>
 *  offset  0  number of the system call; -1 load, -2 branch
 *          8  six arguments, 8 bytes each
 *         56  result, written by the machine; {@link #NOT_REACHED} until then
 *         64  where the result goes as well: the address of an argument of a later record, or 0
 *         72  flags: 1 failure is tolerated, 2 a clone: the new process goes on at the third argument
 * </pre>
 *
 * A result goes to one place by itself. If more than one call wants it, a load stands before each further one.
 */
public final class Layout {
    /** What a record's result says before the machine came by; no system call returns it. */
    public static final long NOT_REACHED = Long.MIN_VALUE;

    static final int RECORD_SIZE = 80;
    private static final int RESULT = 56;
    private static final int DESTINATION = 64;
    private static final int FLAGS = 72;
    private static final int FLAG_TOLERATED = 1;
    private static final int FLAG_CLONE = 2;

    private final SyscallProgram program;
    private final Architecture architecture;
    private final Map<String, Long> given;

    private final List<Call> records = new ArrayList<>();
    private final int[] recordOfCall;
    private final int[] firstRecordOfCall;
    private final Map<String, Integer> recordOfName = new HashMap<>();
    private final Map<String, Integer> memory = new HashMap<>();
    private final Map<Words, Integer> constants = new HashMap<>();
    private final List<Integer> addresses = new ArrayList<>();
    private final boolean[] resultIsDelivered;
    private ByteBuffer bytes;
    private int end;

    /**
     * @param given the numbers known only now, by the name under which the program speaks of them
     */
    public Layout(SyscallProgram program, Architecture architecture, Map<String, Long> given) {
        this.program = program;
        this.architecture = architecture;
        this.given = given;
        int count = program.calls().size();
        recordOfCall = new int[count];
        firstRecordOfCall = new int[count];
        placeRecords();
        resultIsDelivered = new boolean[records.size()];
        bytes = ByteBuffer.allocate(Math.max(4096, records.size() * RECORD_SIZE * 2)).order(ByteOrder.LITTLE_ENDIAN);
        end = records.size() * RECORD_SIZE;
        for (int i = 0; i < records.size(); i++) {
            write(i);
        }
    }

    private void placeRecords() {
        Map<String, Integer> uses = new HashMap<>();
        for (int i = 0; i < program.calls().size(); i++) {
            Call call = program.calls().get(i);
            firstRecordOfCall[i] = records.size();
            for (Argument argument : call.arguments()) {
                for (String name : resultsIn(argument.operand(), new ArrayList<>())) {
                    if (uses.merge(name, 1, Integer::sum) > 1) {
                        records.add(MachineCalls.load(new ResultAddress(name), 0));
                    }
                }
            }
            recordOfCall[i] = records.size();
            records.add(call);
            if (call.name() != null) {
                recordOfName.put(call.name(), recordOfCall[i]);
            }
        }
    }

    private static List<String> resultsIn(Operand operand, List<String> names) {
        if (operand instanceof ResultOf result) {
            names.add(result.call());
        } else if (operand instanceof Words words) {
            words.words().forEach(word -> resultsIn(word, names));
        }
        return names;
    }

    private void write(int index) {
        Call call = records.get(index);
        int at = index * RECORD_SIZE;
        bytes.putLong(at, call.syscall().number(architecture));
        for (int i = 0; i < call.arguments().size(); i++) {
            place(call.arguments().get(i).operand(), at + 8 + 8 * i, index);
        }
        bytes.putLong(at + RESULT, NOT_REACHED);
        bytes.putLong(at + FLAGS, (call.mayFail() ? FLAG_TOLERATED : 0) | (call.syscall() == Syscall.CLONE3 ? FLAG_CLONE : 0));
    }

    /** Puts the operand's value at an offset of the bytes, its content behind everything so far. */
    private void place(Operand operand, int at, int index) {
        if (operand instanceof ResultOf result) {
            deliver(result.call(), at, index);
        } else {
            // First the value: to place what it points to may put all bytes into a larger buffer.
            long value = isAddress(operand) ? address(at, offsetOf(operand, index)) : valueOf(operand);
            bytes.putLong(at, value);
        }
    }

    private void deliver(String name, int at, int index) {
        int producer = recordOfName.get(name);
        if (resultIsDelivered[producer]) {
            producer = index - 1;
            while (resultIsDelivered[producer] || !loads(records.get(producer), name)) {
                producer--;
            }
        }
        resultIsDelivered[producer] = true;
        int destination = producer * RECORD_SIZE + DESTINATION;
        bytes.putLong(destination, address(destination, at));
    }

    private static boolean loads(Call call, String name) {
        return call.syscall() == Syscall.LOAD && call.arguments().get(0).operand().equals(new ResultAddress(name));
    }

    /** Remembers that the word at {@code at} is an address: the base is added to it in the end. */
    private long address(int at, int offset) {
        addresses.add(at);
        return offset;
    }

    private static boolean isAddress(Operand operand) {
        return operand instanceof Text || operand instanceof Bytes || operand instanceof Words || operand instanceof Memory
                || operand instanceof ResultAddress || operand instanceof Target;
    }

    private long valueOf(Operand operand) {
        if (operand instanceof Int number) {
            return number.value();
        } else if (operand instanceof Size size) {
            return size.value();
        } else if (operand instanceof Mode mode) {
            return mode.value();
        } else if (operand instanceof Flags flags) {
            return flags.value();
        } else if (operand instanceof Symbol symbol) {
            return symbol.value();
        } else if (operand instanceof Given name) {
            Long value = given.get(name.name());
            if (value == null) {
                throw new IllegalArgumentException("the program wants a " + name + ", and none was given");
            }
            return value;
        }
        throw new IllegalStateException("an operand of no known kind: " + operand);
    }

    private int offsetOf(Operand operand, int index) {
        if (operand instanceof Text text) {
            byte[] content = text.bytes();
            int at = reserve(content.length + 1, 1);
            bytes.put(at, content);
            return at;
        } else if (operand instanceof Bytes block) {
            int at = reserve(block.content().length, 8);
            bytes.put(at, block.content());
            return at;
        } else if (operand instanceof Words words) {
            return isConstant(words) ? constants.computeIfAbsent(words, once -> offsetOfWords(once, index))
                    : offsetOfWords(words, index);
        } else if (operand instanceof Memory block) {
            return memory.computeIfAbsent(block.name(), name -> reserve(block.size(), 8)) + block.offset();
        } else if (operand instanceof ResultAddress result) {
            return recordOfName.get(result.call()) * RECORD_SIZE + RESULT;
        } else if (operand instanceof Target target) {
            return firstRecordOfCall[program.indexOf(target)] * RECORD_SIZE;
        }
        throw new IllegalStateException("an operand of no known kind: " + operand);
    }

    private int offsetOfWords(Words words, int index) {
        int at = reserve(8 * words.words().size(), 8);
        for (int i = 0; i < words.words().size(); i++) {
            place(words.words().get(i), at + 8 * i, index);
        }
        return at;
    }

    /**
     * True for an argv or an envp: as nothing ever writes to them, one copy does for all places where a command is looked for.
     */
    private static boolean isConstant(Words words) {
        for (Operand word : words.words()) {
            if (!(word instanceof Text || word instanceof Symbol)) {
                return false;
            }
        }
        return true;
    }

    private int reserve(int size, int alignment) {
        int at = (end + alignment - 1) & -alignment;
        end = at + size;
        if (end > bytes.capacity()) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(end, bytes.capacity() * 2)).order(ByteOrder.LITTLE_ENDIAN);
            larger.put(0, bytes, 0, at);
            bytes = larger;
        }
        return at;
    }

    /** In bytes. */
    public int size() {
        return end;
    }

    /** Writes the bytes to the start of {@code target}, which lies at the address {@code base}. */
    public void writeTo(ByteBuffer target, long base) {
        target.put(0, bytes, 0, end);
        for (int at : addresses) {
            target.putLong(at, base + bytes.getLong(at));
        }
    }

    /** The offset at which the result of the program's call of that index lies. */
    public int resultOffset(int call) {
        return recordOfCall[call] * RECORD_SIZE + RESULT;
    }

    /** The offset of the memory of that name (see {@link Operand.Memory}). */
    public int memoryOffset(String name) {
        return memory.get(name);
    }
}
