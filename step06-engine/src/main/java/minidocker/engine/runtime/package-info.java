/**
 * The runtime: an OCI bundle becomes a program of system calls, and the program a process.
 *
 * <p><b>Vocabulary.</b> A {@link minidocker.engine.runtime.Bundle} is a folder with a {@code config.json}
 * ({@link minidocker.engine.runtime.spec.Spec}) and a root filesystem. {@link minidocker.engine.runtime.Runtime#create} sets a
 * container up as far as its execve(2), where it waits: OCI's state <em>created</em>. A
 * {@link minidocker.engine.runtime.ContainerProcess} is a container from then on; one that was started lives on when the process
 * that made it dies, and is found again by its {@link minidocker.engine.runtime.ProcessIdentity}.
 *
 * <p><b>Control groups.</b> Those of steps 3 to 5 end with the process that made them: it holds a lock on each, and the next one
 * sweeps what is not locked. A container outlives the engine, so its group must, too. Hence every runtime has a parent folder of
 * its own in each hierarchy, {@code mini-docker-XXXXXXXXXXXX} by the hash of its run folder's path: the other steps, and engines with
 * another home, never look there. In it nobody sweeps as he goes by. The next engine of the same home takes over (adopts) the group
 * of each container that it knows and finds alive, and when it knows all of them, {@link minidocker.engine.runtime.Runtime#sweep}
 * takes away the rest.
 *
 * <p><b>Invariants.</b> No mount of a container is ever seen by the host. A container that was created and not started ends with
 * its engine, one that was started does not. Nothing is looked up in a container's root before the host's root is out of reach. A
 * descriptor of ours is open in nobody's program.
 *
 * <p>Nothing here knows an engine, an image or HTTP: the runtime could stand by itself below another engine.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/runtime.md">runtime.md, the life of a container</a>
 */
package minidocker.engine.runtime;
