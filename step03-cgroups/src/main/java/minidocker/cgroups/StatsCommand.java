package minidocker.cgroups;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.cli.UserError;
import minidocker.syscall.Linux;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stats}: what containers use, now and every second. */
@Command(name = "stats", description = "Show what containers use, every second until ^C.", sortOptions = false)
public final class StatsCommand implements Callable<Integer> {
    private static final long SECOND = 1000;
    /** Only a terminal has a window: ioctl_tty(2). */
    private static final long TIOCGWINSZ = 0x5413;
    private static final int WINDOW_SIZE = 8;
    /** Clears the screen and goes to its upper left corner. */
    private static final String ANEW = "\033[2J\033[H";

    @Option(names = "--no-stream", description = "Show it once; that takes a second, in which it is counted.")
    boolean noStream;

    @Option(names = "--pressure", description = {
        "How much of the last ten seconds somebody in the container stood still for want of processor, memory or disk, / and",
        "how much of it all who had something to do."})
    boolean pressure;

    @Parameters(paramLabel = "CONTAINER", arity = "0..*",
            description = "Ids, beginnings of ids, or names; without any, all that run.")
    List<String> wanted = new ArrayList<>();

    @Mixin
    HelpOption help;

    private record Sample(Statistics statistics, long time) {}

    private final Map<GroupName, Sample> earlier = new HashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        try (CgroupParent parent = CgroupParent.find()) {
            Machine machine = Machine.current();
            boolean terminal = Linux.ioctl(1, TIOCGWINSZ, new byte[WINDOW_SIZE]) >= 0;
            rows(parent, chosen(parent));
            do {
                if (!noStream && terminal && earlier.isEmpty()) {
                    System.out.print(ANEW + StatsTable.of(List.of(), machine.memory(), pressure));
                    System.out.flush();
                }
                Thread.sleep(SECOND);
                List<StatsTable.Row> rows = rows(parent, chosen(parent));
                String table = StatsTable.of(rows, machine.memory(), pressure);
                System.out.print(noStream || !terminal ? table : ANEW + table);
                System.out.flush();
                if (pressure && !rows.isEmpty() && rows.stream().allMatch(row -> row.now().pressure().isEmpty())) {
                    throw new UserError("this kernel does not tell about pressure: it needs Linux 4.20, CONFIG_PSI, cgroup v2, and perhaps psi=1 on its command line");
                }
            } while (!noStream && !System.out.checkError());
            return 0;
        }
    }

    /** Those that are asked for, as far as they still are; all if none is. */
    private List<GroupName> chosen(CgroupParent parent) {
        List<GroupName> there = parent.groups();
        for (String one : wanted) {
            // Who was there when we began may end while we look.
            if (there.stream().noneMatch(name -> name.isMeantBy(one)) && earlier.keySet().stream()
                    .noneMatch(name -> name.isMeantBy(one))) {
                throw new UserError("No such container: " + one + "; those that run: " + (there.isEmpty() ? "none" : there), 1);
            }
        }
        return wanted.isEmpty() ? there : there.stream().filter(name -> wanted.stream().anyMatch(name::isMeantBy)).toList();
    }

    private List<StatsTable.Row> rows(CgroupParent parent, List<GroupName> names) {
        List<StatsTable.Row> rows = new ArrayList<>();
        for (GroupName name : names) {
            Sample now = new Sample(parent.statistics(name), System.nanoTime());
            Sample before = earlier.getOrDefault(name, now);
            Set<Integer> processes = parent.processes(name);
            NetworkTraffic network = processes.isEmpty() ? NetworkTraffic.NONE : NetworkTraffic.of(processes.iterator().next());
            rows.add(new StatsTable.Row(name, before.statistics(), now.statistics(), now.time() - before.time(), network));
            earlier.put(name, now);
        }
        return rows;
    }
}
