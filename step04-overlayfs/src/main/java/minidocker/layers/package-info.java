/**
 * Layers, on disk and as archives. On disk, a layer is a folder in overlayfs' own form, and an upper is one, too: {@link
 * minidocker.layers.Layer} reads one, {@link minidocker.layers.Node} sees a stack of them as overlayfs would, {@link
 * minidocker.layers.Comparison} tells what differs. Nothing of that needs a mount.
 *
 * <p>An archive is a tar file. In it, "deleted" is an empty file {@code .wh.NAME} beside where NAME was, and "nothing below is
 * seen" an empty file {@code .wh..wh..opq} in the folder; on disk, these are overlayfs' whiteouts and opaque folders.
 * {@link minidocker.layers.Packer} and {@link minidocker.layers.Unpacker} go from one to the other.
 *
 * <p><b>Invariant.</b> {@link minidocker.layers.Unpacker} takes archives from anybody. It makes, changes and reads nothing
 * outside of its folder, whatever the archive says.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md">Image Layer Filesystem Changeset, OCI image
 * specification</a>
 */
package minidocker.layers;
