package minidocker.doctor;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Whose Linux this is, so that a remedy can name the right command.
 *
 * @param family which package manager it has
 * @param sudo true if its user needs sudo(8) to become root
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/os-release.html">os-release(5)</a>
 */
record Distribution(Family family, boolean sudo) {
    enum Family { DEBIAN, FEDORA, OTHER }

    /** @param osRelease the text of /etc/os-release, empty if there is none */
    static Distribution parse(String osRelease, boolean root) {
        Set<String> ids = new HashSet<>();
        for (String line : osRelease.split("\n")) {
            if (line.startsWith("ID=") || line.startsWith("ID_LIKE=")) {
                String value = line.substring(line.indexOf('=') + 1).replace("\"", "").replace("'", "");
                ids.addAll(Arrays.asList(value.strip().split("\\s+")));
            }
        }
        Family family = ids.contains("debian") || ids.contains("ubuntu") ? Family.DEBIAN
                : ids.contains("fedora") || ids.contains("rhel") ? Family.FEDORA : Family.OTHER;
        return new Distribution(family, !root);
    }

    /** A command for root. */
    String asRoot(String command) {
        return sudo ? "sudo " + command : command;
    }

    /** How a package is installed that the two families call by these names. */
    String install(String debian, String fedora) {
        return switch (family) {
            case DEBIAN -> asRoot("apt install " + debian);
            case FEDORA -> asRoot("dnf install " + fedora);
            case OTHER -> "install the package " + debian
                    + (debian.equals(fedora) ? "" : " (Debian's name; Fedora's is " + fedora + ")");
        };
    }

    /** A setting of the kernel, for now and for the next boot. */
    String sysctl(String setting) {
        String file = "/etc/sysctl.d/99-mini-docker.conf";
        return sudo ? "echo " + setting + " | sudo tee -a " + file + " && sudo sysctl --system"
                : "echo " + setting + " >> " + file + " && sysctl --system";
    }
}
