package minidocker.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of /etc without which the usual programs complain or guess, as short as they can be. */
final class EtcFiles {
    private EtcFiles() {}

    static void addTo(RootfsDraft draft, HostTree host) {
        // The numbers of nobody and of group tty are the kernel's own: the overflow uid, and what devpts gives terminals to.
        draft.text("/etc/passwd", 0644, "the users, passwd(5)", """
                root:x:0:0:root:/root:/bin/sh
                nobody:x:65534:65534:nobody:/nonexistent:/bin/false
                """);
        draft.text("/etc/group", 0644, "the groups, group(5)", """
                root:x:0:
                tty:x:5:
                nogroup:x:65534:
                """);
        draft.text("/etc/nsswitch.conf", 0644, "names come from these files, nsswitch.conf(5)", """
                passwd: files
                group: files
                shadow: files
                hosts: files dns
                services: files
                protocols: files
                """);
        draft.text("/etc/hosts", 0644, "names of hosts, hosts(5)", """
                127.0.0.1 localhost
                ::1 localhost ip6-localhost ip6-loopback
                """);
        draft.text("/etc/hostname", 0644, "the name to take on, hostname(5)", "hostbox\n");
        draft.text("/etc/resolv.conf", 0644, "name servers, filled in with the network, resolv.conf(5)", "");
        draft.text("/etc/shells", 0644, "what counts as a login shell, shells(5)", "/bin/sh\n/bin/bash\n");
        draft.text("/etc/os-release", 0644, "which system this is, os-release(5)", """
                NAME="hostbox"
                ID=hostbox
                PRETTY_NAME="hostbox, made by mini-docker from the programs of %s"
                """.formatted(nameOf(host)));
        draft.link(Path.of("/etc/mtab"), Path.of("/proc/self/mounts"), "what is mounted, mount(8)");
    }

    /** PRETTY_NAME of the host's os-release(5). */
    private static String nameOf(HostTree host) {
        for (String file : List.of("/etc/os-release", "/usr/lib/os-release")) {
            HostTree.Walk walk = host.walk(Path.of(file));
            try {
                if (walk.exists()) {
                    for (String line : Files.readAllLines(host.onDisk(walk.end()))) {
                        if (line.startsWith("PRETTY_NAME=")) {
                            return line.substring("PRETTY_NAME=".length()).replaceAll("[\"'$`\\\\]", "");
                        }
                    }
                }
            } catch (IOException notReadable) {
                continue;
            }
        }
        return "Linux";
    }
}
