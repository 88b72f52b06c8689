package minidocker.layers;

import minidocker.syscall.CString;
import minidocker.tar.TarException;

/**
 * A name in an archive as a path beneath the root of what is unpacked.
 *
 * @param path relative, without empty, . and .. components; "" is the root itself
 */
record SafePath(String path) {
    private static final int NAME_MAX = 255;
    private static final int PATH_MAX = 4095;

    /**
     * As Docker has it: an absolute name begins at the root, and .. goes back within the name; a name that leads above the root
     * is refused.
     *
     * @throws TarException also if it is longer than a path can be
     */
    static SafePath of(String name) throws TarException {
        int length = CString.length(name);
        if (length > PATH_MAX) {
            throw new TarException("the archive has a name of " + length + " bytes, and a path has " + PATH_MAX + " at most: "
                    + shown(name));
        }
        // tag::dots[]
        StringBuilder path = new StringBuilder();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                if (path.length() == 0) {
                    throw new TarException("the archive wants to write outside of its folder: " + shown(name));
                }
                path.setLength(Math.max(0, path.lastIndexOf("/")));
            } else if (!part.isEmpty() && !part.equals(".")) {
                if (CString.length(part) > NAME_MAX) {
                    throw new TarException("the archive has a file name of " + CString.length(part) + " bytes, and " + NAME_MAX
                            + " are the most: " + shown(name));
                }
                path.append(path.length() == 0 ? "" : "/").append(part);
            }
        }
        // end::dots[]
        return new SafePath(path.toString());
    }

    /** Short enough for a message, and without control characters, which could play tricks on a terminal. */
    static String shown(String name) {
        String visible = name.codePoints().limit(100)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return visible.length() < name.length() ? visible + "..." : visible;
    }

    boolean isRoot() {
        return path.isEmpty();
    }

    String folder() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** "." for the root. */
    String name() {
        return isRoot() ? "." : path.substring(path.lastIndexOf('/') + 1);
    }

    SafePath sibling(String name) {
        return new SafePath(folder().isEmpty() ? name : folder() + "/" + name);
    }

    @Override
    public String toString() {
        return shown(path);
    }
}
