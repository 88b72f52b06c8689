/** The commands on images and registries. */
package minidocker.engine.cli.image;
