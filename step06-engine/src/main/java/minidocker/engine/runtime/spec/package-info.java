/**
 * The configuration of a container as the Open Container Initiative writes it: {@code config.json} of the runtime specification
 * 1.1, as records that parse and print. Values only; nothing here touches the kernel.
 *
 * <p>Names are the specification's. Where a lower step has the value already, it is taken: limits are
 * {@link minidocker.cgroups.Limits}, capabilities {@link minidocker.namespaces.Capability}, namespaces
 * {@link minidocker.namespaces.Namespace}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">config.md</a>
 */
package minidocker.engine.runtime.spec;
