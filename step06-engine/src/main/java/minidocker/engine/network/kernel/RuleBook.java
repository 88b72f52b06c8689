package minidocker.engine.network.kernel;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import minidocker.engine.network.firewall.Firewall;
import minidocker.engine.network.firewall.Rules;

/**
 * Writes the rules of the firewall whenever something has changed, always all of them. Where many change something at once, one
 * writes for all who came while another was writing.
 */
final class RuleBook {
    private final Supplier<Firewall> choice;
    private final Supplier<Collection<Bridge>> bridges;
    private final Supplier<Collection<PublishedPort>> ports;
    private final boolean alone;
    private final Object writing = new Object();
    private Firewall firewall;
    private long changes;
    private long written;

    /** @param alone see {@link Place#isOursAlone} */
    RuleBook(Supplier<Firewall> choice, Supplier<Collection<Bridge>> bridges, Supplier<Collection<PublishedPort>> ports, boolean alone) {
        this.choice = choice;
        this.bridges = bridges;
        this.ports = ports;
        this.alone = alone;
    }

    /** Chosen when it is asked for the first time: that costs some milliseconds, and many an engine has no network. */
    synchronized Firewall firewall() {
        if (firewall == null) {
            firewall = choice.get();
        }
        return firewall;
    }

    /** Returns when what the caller has changed stands in the kernel. */
    void write() {
        Firewall writer = firewall();
        long mine = begin();
        synchronized (writing) {
            if (written >= mine) {
                return;
            }
            long upTo = latest();
            List<Bridge> sorted = bridges.get().stream().sorted(Comparator.comparing(Bridge::name)).toList();
            writer.apply(new Rules(sorted, List.copyOf(ports.get()), alone));
            written = upTo;
        }
    }

    private synchronized long begin() {
        return ++changes;
    }

    private synchronized long latest() {
        return changes;
    }
}
