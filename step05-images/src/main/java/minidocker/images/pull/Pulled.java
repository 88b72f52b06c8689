package minidocker.images.pull;

import minidocker.images.Descriptor;
import minidocker.images.ImageReference;

/**
 * What came of a pull.
 *
 * @param reference what was asked for, with its tag
 * @param target    what the reference names: an index or a manifest
 * @param manifest  the manifest for the platform
 * @param newer     false if everything was here already
 */
public record Pulled(ImageReference reference, Descriptor target, Descriptor manifest, boolean newer) {}
