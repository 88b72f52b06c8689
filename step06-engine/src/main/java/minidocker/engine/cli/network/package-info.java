/** Commands about networks. */
package minidocker.engine.cli.network;
