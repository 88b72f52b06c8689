package minidocker.cgroups;

/**
 * One limit, as the kernel takes it: a value that is written into a file of a group's folder.
 *
 * @param why for the reader: what this does
 * @param discarded if the kernel does not have the file the limit is left out, with these words as a warning; null: then it is an
 *     error
 * @param otherwise what to write if the kernel does not have the file; or null
 */
public record Write(String file, String value, String why, String discarded, Write otherwise) {
    public Write(String file, String value, String why) {
        this(file, value, why, null, null);
    }

    Write(String file, long value, String why) {
        this(file, Long.toString(value), why);
    }

    Write orDiscard(String warning) {
        return new Write(file, value, why, warning, otherwise);
    }

    Write or(Write other) {
        return new Write(file, value, why, discarded, other);
    }

    /** As a shell would do it: {@code echo 100000 > cpu.cfs_period_us}. */
    @Override
    public String toString() {
        return "echo " + value + " > " + file;
    }
}
