/**
 * Images: what they are called, what they are made of, and where they come from.
 *
 * <h2>Vocabulary</h2>
 * <ul>
 * <li>A <em>reference</em> is a name with a tag or a digest ({@link minidocker.images.ImageReference}).</li>
 * <li>A <em>digest</em> names bytes by their hash ({@link minidocker.images.Digest}); a <em>descriptor</em> adds what they are
 * and
 *     how many.</li>
 * <li>An <em>index</em> lists <em>manifests</em>, one a platform; a manifest lists a <em>configuration</em> and
 * <em>layers</em>.</li>
 * <li>A layer is a tar archive of changes. Compressed it has a digest, uncompressed a {@link minidocker.images.DiffId}.</li>
 * <li>The <em>image ID</em> is the digest of the configuration.</li>
 * </ul>
 *
 * The types of this package are values: they can be read, compared and printed without network, disk or privilege.
 *
 * <h2>Invariant</h2>
 * A descriptor is trusted because of the document that it stands in, and that because of its digest, up to the one the user asked
 * for. Nothing is used whose bytes were not checked against it.
 */
package minidocker.images;
