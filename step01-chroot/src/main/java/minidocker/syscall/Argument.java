package minidocker.syscall;

/** An operand by the name that its manual page has for it: {@code flags=MS_NOSUID|MS_NODEV}. */
public record Argument(String name, Operand operand) {
    /** False for a NULL and for flags without a bit: what is not there need not be read. */
    boolean says() {
        return !operand.equals(Operand.Symbol.NULL) && !(operand instanceof Operand.Flags flags && flags.value() == 0);
    }

    @Override
    public String toString() {
        return name + "=" + operand;
    }
}
