package minidocker.namespaces;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.syscall.MountFlag;

/**
 * A folder in memory, see tmpfs(5).
 *
 * @param destination absolute, in the container
 * @param flags of mount(2)
 * @param data of mount(2): {@code size=64m,mode=1777}
 */
public record Tmpfs(String destination, List<MountFlag> flags, String data) implements Attachment {
    private static final Map<String, MountFlag> OPTIONS = new LinkedHashMap<>();

    static {
        OPTIONS.put("ro", MountFlag.MS_RDONLY);
        OPTIONS.put("nosuid", MountFlag.MS_NOSUID);
        OPTIONS.put("nodev", MountFlag.MS_NODEV);
        OPTIONS.put("noexec", MountFlag.MS_NOEXEC);
        OPTIONS.put("sync", MountFlag.MS_SYNCHRONOUS);
        OPTIONS.put("noatime", MountFlag.MS_NOATIME);
        OPTIONS.put("nodiratime", MountFlag.MS_NODIRATIME);
    }

    /**
     * {@code DST[:OPTION,...]}: noexec, nosuid and nodev unless {@code exec}, {@code suid} or {@code dev} say otherwise, as with
     * Docker.
     */
    public static Tmpfs parse(String text) {
        int colon = text.indexOf(':');
        String destination = colon < 0 ? text : text.substring(0, colon);
        if (!destination.startsWith("/") || Attachment.clean(destination).equals("/")) {
            throw new IllegalArgumentException("the tmpfs " + text
                    + " needs a path from / within the container, and not / itself");
        }
        List<MountFlag> flags = new ArrayList<>(List.of(MountFlag.MS_NOSUID, MountFlag.MS_NODEV, MountFlag.MS_NOEXEC));
        List<String> data = new ArrayList<>();
        for (String option : colon < 0 ? new String[0] : text.substring(colon + 1).split(",")) {
            if (option.equals("exec") || option.equals("suid") || option.equals("dev")) {
                flags.remove(OPTIONS.get("no" + option));
            } else if (OPTIONS.containsKey(option)) {
                if (!flags.contains(OPTIONS.get(option))) {
                    flags.add(OPTIONS.get(option));
                }
            } else if (option.matches("(size|nr_inodes|nr_blocks)=[0-9]+[kmgKMG%]?|mode=[0-7]{3,4}|(uid|gid)=[0-9]+")) {
                data.add(option);
            } else if (!option.equals("rw")) {
                throw new IllegalArgumentException("the tmpfs option " + option
                        + " is unknown: size=64m, mode=1777, uid=, gid=, nr_inodes=, ro, noexec, exec, nosuid, ...");
            }
        }
        return new Tmpfs(Attachment.clean(destination), List.copyOf(flags), data.isEmpty() ? null : String.join(",", data));
    }
}
