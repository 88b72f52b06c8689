package minidocker.syscall;

/** An operand by the name that its manual page has for it: {@code flags=MS_NOSUID|MS_NODEV}. */
public record Argument(String name, Operand operand) {
    /**
     * False for what a reader need not know: a NULL, flags without a bit, the usual starting folder, an empty path beside a
     * descriptor, a size.
     */
    boolean says() {
        return !(operand.equals(Operand.Symbol.NULL) || operand.equals(Operand.Symbol.AT_FDCWD) || operand instanceof Operand.Size
                || operand.equals(new Operand.Text(""))
                || operand instanceof Operand.Flags flags && flags.value() == 0);
    }

    @Override
    public String toString() {
        return name + "=" + operand;
    }
}
