/**
 * The images of a store as their user sees them: an {@link minidocker.images.inventory.Image} has an ID, names, a configuration
 * and a size, whatever indexes and dialects stand behind it. {@link minidocker.images.inventory.Inventory} finds, names and
 * removes them, in Docker's words; {@link minidocker.images.inventory.ImageArchive} and
 * {@link minidocker.images.inventory.ArchiveLoader} carry them from one machine to another.
 *
 * <h2>Invariant</h2>
 * An image that can be seen is complete. One without any name is kept until it is removed by its ID or pruned.
 */
package minidocker.images.inventory;
