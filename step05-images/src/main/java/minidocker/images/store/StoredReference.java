package minidocker.images.store;

import minidocker.images.Descriptor;
import minidocker.images.ImageReference;

/**
 * A name and what it stands for.
 *
 * @param name   with a tag or a digest
 * @param target a manifest or an index
 */
public record StoredReference(ImageReference name, Descriptor target) {}
