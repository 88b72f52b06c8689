/**
 * Step 6: the complete engine. A client turns a command into a request of Docker's Engine API, an engine owns the containers.
 *
 * <pre>
 * cli -> client ~~~~ http, api -> core -> runtime -> steps 01..04 (programs) -> the kernel
 *                                  |-> streams   |-> images (step05)
 * </pre>
 *
 * No type of the command line reaches the engine, no type of the engine reaches the runtime.
 */
package minidocker.engine;
