/**
 * Containers and what happens to them: {@link minidocker.engine.core.ContainerConfig} is what a client wants,
 * {@link minidocker.engine.core.ContainerState} what a container is doing, {@link minidocker.engine.core.Container} the thing
 * itself, {@link minidocker.engine.core.Engine} what routes call.
 *
 * <p><b>Invariant.</b> What stands on the disk is true or older than the truth, never half of it: a container's folder appears
 * and disappears as a whole, and its {@code state.json} is replaced, not written.
 */
package minidocker.engine.core;
