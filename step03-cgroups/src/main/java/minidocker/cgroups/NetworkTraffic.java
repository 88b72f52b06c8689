package minidocker.cgroups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What came in and went out by the network devices of a network namespace, in bytes, {@code lo} excepted. */
record NetworkTraffic(long received, long sent) {
    static final NetworkTraffic NONE = new NetworkTraffic(0, 0);
    private static final int RECEIVED = 0;
    private static final int SENT = 8;

    /**
     * Of the namespace that a process is in; nothing if that is ours: its traffic is not the container's alone. So does Docker
     * with {@code --network host}.
     */
    static NetworkTraffic of(int pid) {
        try {
            Path process = Path.of("/proc/" + pid);
            boolean ours = Files.readSymbolicLink(process.resolve("ns/net"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
            return ours ? NONE : parse(Files.readString(process.resolve("net/dev")));
        } catch (IOException gone) {
            return NONE;
        }
    }

    /** Lines {@code eth0: 1234 5 ...} behind two of headings: see proc_pid_net(5). */
    static NetworkTraffic parse(String text) {
        NetworkTraffic sum = NONE;
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.substring(0, colon).strip().equals("lo")) {
                String[] numbers = line.substring(colon + 1).strip().split("\\s+");
                if (numbers.length > SENT) {
                    sum = new NetworkTraffic(sum.received + Long.parseLong(numbers[RECEIVED]), sum.sent
                            + Long.parseLong(numbers[SENT]));
                }
            }
        }
        return sum;
    }
}
