package minidocker.cgroups;

/**
 * How much of the time tasks stood still for want of something: in per cent over the last 10, 60 and 300 seconds, and in all.
 *
 * @see <a href="https://docs.kernel.org/accounting/psi.html">PSI: Pressure Stall Information</a>
 */
public record Pressure(Share some, Share full) {
    /**
     * @param total microseconds
     */
    public record Share(double last10s, double last60s, double last300s, long total) {
        static final Share NONE = new Share(0, 0, 0, 0);
    }

    /** Of the content of a file such as memory.pressure. The line {@code full} may be missing (cpu, before Linux 5.13). */
    static Pressure parse(String text) {
        Share some = Share.NONE;
        Share full = Share.NONE;
        for (String line : text.split("\n")) {
            if (line.startsWith("some ")) {
                some = share(line);
            } else if (line.startsWith("full ")) {
                full = share(line);
            }
        }
        return new Pressure(some, full);
    }

    private static Share share(String line) {
        KeyedText values = KeyedText.pairs(line);
        return new Share(values.decimal("avg10"), values.decimal("avg60"), values.decimal("avg300"), values.number("total"));
    }
}
