/**
 * Step 3: what a container may use, and what it does use, by control groups (cgroups(7)).
 *
 * <p><b>Vocabulary.</b> A <em>group</em> is a set of processes, and a folder; writing a process id into its file
 * {@code cgroup.procs} moves the process there, and its children are born there. A <em>controller</em> limits or counts one thing
 * for each group: memory, cpu, pids. A {@link minidocker.cgroups.Hierarchy} is one mounted tree of groups. In cgroup v2 there is
 * one tree with all controllers, the {@link minidocker.cgroups.UnifiedHierarchy}; in v1 each controller has a tree of its own, a
 * {@link minidocker.cgroups.LegacyHierarchy}; a hybrid machine has both. {@link minidocker.cgroups.Hierarchies} are those of a
 * machine.
 *
 * <p>{@link minidocker.cgroups.Limits} and {@link minidocker.cgroups.Statistics} are the one model of what is limited and
 * counted. A hierarchy is the driver behind it: it turns limits into a list of {@link minidocker.cgroups.Write}s, which can be
 * printed and asserted without root, and the files of a group into statistics. A {@link minidocker.cgroups.Cgroup} is the doing:
 * our one group in every hierarchy.
 *
 * <p><b>Invariants.</b> All our groups lie below one folder of ours in each hierarchy ({@link minidocker.cgroups.CgroupParent}).
 * Whoever makes a group holds a lock on its folder for as long as the group shall be; a group whose lock is free is a dead one's,
 * and the next who comes by removes it. A process is in its group before its first instruction of its own
 * ({@link minidocker.cgroups.CgroupPlacement}).
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/index.html">Control Groups version 1</a>
 */
package minidocker.cgroups;
