package minidocker.syscall;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One system call of a program. {@link ProcessCalls}, {@link FileCalls} and {@link MachineCalls} make them.
 *
 * @param syscall which one
 * @param arguments up to six, in the order of the C prototype
 * @param name by which later calls refer to its result, or null
 * @param mayFail a failure does not end the program
 * @param hints what an errno means just here, where it could mean several things
 * @param why it stands where it stands: half a sentence for the reader
 */
public record Call(Syscall syscall, List<Argument> arguments, String name, boolean mayFail, Map<Errno, String> hints,
        String why) {
    public Call {
        if (arguments.size() > 6) {
            throw new IllegalArgumentException(syscall + " has " + arguments.size() + " arguments; the kernel takes six");
        }
        arguments = List.copyOf(arguments);
        hints = Map.copyOf(hints);
    }

    static Call of(Syscall syscall, Argument... arguments) {
        return new Call(syscall, List.of(arguments), null, false, Map.of(), "");
    }

    /** Names the result, so that a later call can have it as {@code new ResultOf(name)}. */
    public Call as(String resultName) {
        return new Call(syscall, arguments, resultName, mayFail, hints, why);
    }

    /** The program goes on even if this call fails. */
    public Call orGoOn() {
        return new Call(syscall, arguments, name, true, hints, why);
    }

    /** Adds what {@code errno} means if this call, just here, fails with it: what is wrong and what to do. */
    public Call hint(Errno errno, String meaning) {
        Map<Errno, String> more = new EnumMap<>(Errno.class);
        more.putAll(hints);
        more.put(errno, meaning);
        return new Call(syscall, arguments, name, mayFail, more, why);
    }

    Call because(String reason) {
        return new Call(syscall, arguments, name, mayFail, hints, reason);
    }

    /**
     * The operands for a reader, without those that say nothing: {@code src=proc dst=/proc type=proc flags=MS_NOSUID|MS_NODEV}.
     */
    public String operands() {
        return arguments.stream().filter(Argument::says).map(Argument::toString).collect(Collectors.joining(" "));
    }

    /** {@code mount src=proc dst=/proc type=proc flags=MS_NOSUID|MS_NODEV}. */
    @Override
    public String toString() {
        String operands = operands();
        return operands.isEmpty() ? syscall.toString() : syscall + " " + operands;
    }

    /** {@code EPERM (Operation not permitted)}, with the hint of this call in place of the general words where it has one. */
    public String failure(int errno) {
        Errno known = Errno.of(errno);
        if (known == null) {
            return Errno.name(errno);
        }
        return known + " (" + hints.getOrDefault(known, known.words()) + ")";
    }
}
