/**
 * What the kernel does for networks: bridges, cables, namespaces, ports.
 *
 * <p><b>Vocabulary.</b> A {@link minidocker.engine.network.kernel.Bridge} is a switch, a
 * {@link minidocker.engine.network.kernel.Cable} a pair of veth interfaces that leads from one into a container, a
 * {@link minidocker.engine.network.kernel.PublishedPort} a port of the host that leads to one of a container's.
 *
 * <p><b>Invariants.</b> Everything of ours in the kernel bears the {@link minidocker.engine.network.kernel.EngineMark} of our home
 * from its first moment on, so what a dead engine left is known to be ours and taken away, and nothing else ever is.
 */
package minidocker.engine.network.kernel;
