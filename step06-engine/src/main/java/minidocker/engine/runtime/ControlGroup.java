package minidocker.engine.runtime;

import java.util.List;
import java.util.Set;
import minidocker.cgroups.Cgroup;
import minidocker.cgroups.CgroupPlacement;
import minidocker.cgroups.Limits;
import minidocker.cgroups.Statistics;

/** The usual way: a control group. */
record ControlGroup(Cgroup group) implements Confinement {

    @Override
    public CgroupPlacement placement() {
        return group.placement();
    }

    @Override
    public void holds(ProcessIdentity init) {
        // It was born there.
    }

    @Override
    public Set<Integer> processes() {
        return group.processes();
    }

    @Override
    public Statistics statistics() {
        return group.statistics();
    }

    @Override
    public List<String> warnings() {
        return group.warnings();
    }

    @Override
    public void apply(Limits limits) {
        group.apply(limits);
    }

    @Override
    public boolean wasOutOfMemory() {
        return group.wasOutOfMemory();
    }

    @Override
    public void freeze() {
        group.freeze();
    }

    @Override
    public void thaw() {
        group.thaw();
    }

    @Override
    public boolean isFrozen() {
        return group.isFrozen();
    }

    @Override
    public void kill() {
        group.kill();
    }

    @Override
    public void close() {
        group.close();
    }
}
