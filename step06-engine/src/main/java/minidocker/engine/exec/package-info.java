/**
 * Processes that are executed in a running container. An exec is made first, with all that it is to be, and started afterwards; it
 * can be asked for for some minutes after its end. It does not outlive the engine.
 */
package minidocker.engine.exec;
