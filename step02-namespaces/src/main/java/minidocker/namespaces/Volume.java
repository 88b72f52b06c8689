package minidocker.namespaces;

/**
 * A file or folder of the host's that is seen in the container.
 *
 * @param source absolute, on the host
 * @param destination absolute, in the container
 * @param readOnly nobody in the container can write to it
 * @param isFile a file, which is mounted onto a file
 */
public record Volume(String source, String destination, boolean readOnly, boolean isFile) implements Attachment {

    /** What {@code -v} said, before anybody looked at the host. */
    public record Request(String source, String destination, boolean readOnly) {}

    /**
     * {@code SRC:DST[:ro|rw]}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Request parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty()) {
            throw new IllegalArgumentException("the volume " + text + " is not of the form SOURCE:DESTINATION[:ro]");
        }
        if (!parts[0].startsWith("/")) {
            throw new IllegalArgumentException("the volume's source " + parts[0]
                    + " is relative: give the host's path from / (\"$PWD/" + parts[0] + "\")");
        }
        if (!parts[1].startsWith("/")) {
            throw new IllegalArgumentException("the volume's destination \"" + parts[1]
                    + "\" must be a path from /, within the container");
        }
        String destination = Attachment.clean(parts[1]);
        if (destination.equals("/")) {
            throw new IllegalArgumentException("the volume's destination cannot be /: that is the root filesystem itself");
        }
        String mode = parts.length == 3 ? parts[2] : "rw";
        if (!mode.equals("ro") && !mode.equals("rw")) {
            throw new IllegalArgumentException("the volume " + text + " ends with " + mode + ", which is neither ro nor rw");
        }
        return new Request(parts[0], destination, mode.equals("ro"));
    }
}
