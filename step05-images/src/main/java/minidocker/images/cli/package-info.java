/**
 * The command lines of images: Docker's commands, options, columns, words and exit codes. Each class reads its options, asks
 * {@link minidocker.images.inventory.Inventory} or {@link minidocker.images.pull.Pull}, and prints.
 */
package minidocker.images.cli;
