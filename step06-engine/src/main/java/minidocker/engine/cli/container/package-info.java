/** The commands on containers. */
package minidocker.engine.cli.container;
