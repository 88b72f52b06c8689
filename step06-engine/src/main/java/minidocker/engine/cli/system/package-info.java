/** The commands on the engine as a whole, and on anything by name. */
package minidocker.engine.cli.system;
