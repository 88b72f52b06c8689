/**
 * The runtime: an OCI bundle becomes a program of system calls, and the program a process.
 *
 * <p><b>Vocabulary.</b> A {@link minidocker.engine.runtime.Bundle} is a folder with a {@code config.json}
 * ({@link minidocker.engine.runtime.spec.Spec}) and a root filesystem. {@link minidocker.engine.runtime.Runtime#create} sets a
 * container up as far as its execve(2), where it waits: OCI's state <em>created</em>. A
 * {@link minidocker.engine.runtime.ContainerProcess} is a container from then on; one that was started lives on when the process
 * that made it dies, and is found again by its {@link minidocker.engine.runtime.ProcessIdentity}.
 *
 * <p>Nothing here knows an engine, an image or HTTP: the runtime could stand by itself below another engine.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/runtime.md">runtime.md, the life of a container</a>
 */
package minidocker.engine.runtime;
