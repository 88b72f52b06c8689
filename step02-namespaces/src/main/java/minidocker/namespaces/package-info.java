/**
 * Step 2: a container that sees only itself. Eight kinds of namespaces, each a resource that the kernel can show in more than one
 * version: mounts, hostname, IPC objects, processes, network, users, cgroups and clocks.
 *
 * <p>Values say what is wanted ({@link minidocker.namespaces.ContainerSpec}); {@link minidocker.namespaces.ContainerProgram}
 * turns them into one list of system calls; {@link minidocker.namespaces.ContainerRun} has the kernel run it and does what only
 * the parent can do: write ID maps, hold the terminal.
 *
 * <p><b>Invariant.</b> No path that an image or a user named is resolved against the host's root. What is to be mounted from the
 * host is opened first, the root is changed, and only then are things attached: whatever link lies at the destination, it leads
 * nowhere but into the container.
 */
package minidocker.namespaces;
