/**
 * The engine as a process: {@link minidocker.engine.daemon.DaemonCommand} runs it in the foreground,
 * {@link minidocker.engine.daemon.EngineStart} starts it in the background when a client finds none.
 *
 * <p>An ordinary user's engine is started in a user namespace, see {@link minidocker.engine.daemon.EngineNamespaces}; whoever asks it
 * stays outside, and finds it by the same socket.
 *
 * <p>There is one engine a home: it holds the lock of {@code engine.lock} in the data folder as long as it lives, and the kernel
 * frees that when the process ends in whatever way. Who holds it may replace a socket that is left over.
 *
 * <pre>
 * data/engine.lock        locked by the engine
 * run/mini-docker.sock    where it listens, mode 0660; an ordinary user's folder run is closed to all others
 * run/engine.json         its process and its build, for clients
 * run/engine.log          what it has to say when it runs in the background
 * </pre>
 */
package minidocker.engine.daemon;
