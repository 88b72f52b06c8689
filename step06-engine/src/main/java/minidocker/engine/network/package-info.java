/**
 * Networks: which there are, who is in them and under which address and name; {@code kernel} is what the kernel does for them.
 */
package minidocker.engine.network;
