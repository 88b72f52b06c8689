/**
 * What the engine of an ordinary user has beside that of root: a network of its own. Everything else is the same, since that engine
 * is root of a user namespace, see {@code minidocker.engine.daemon.EngineNamespaces}.
 *
 * <p>The engine itself stays in the machine's network: it pulls images with the machine's resolver and speed, published ports are
 * sockets of its own, and a container with {@code --network host} really has the host's network. Bridges and cables, for which one
 * must be root of a network namespace, are in a second one:
 *
 * <pre>
 *    the machine's network namespace              one of the user's: minidocker.engine.rootless
 *    engine  -----------------------------------  bridge --- cable --- container
 *    pasta, ordinary sockets  ------------------  eth0, a tun device
 * </pre>
 *
 * <p>What lives in there survives the engine as containers do: a process of two pages holds the namespace, another one is the way
 * out, and the next engine finds both by a file in the run folder.
 */
package minidocker.engine.rootless;
