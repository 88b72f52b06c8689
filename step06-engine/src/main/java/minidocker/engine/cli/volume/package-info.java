/** The commands of {@code volume}. */
package minidocker.engine.cli.volume;
