/**
 * Layer archives: what a container has changed as a tar file, and back. In an archive, "deleted" is an empty file {@code .wh.NAME} beside where NAME was, and "nothing below is seen" an
 * empty file {@code .wh..wh..opq} in the folder; on disk, these are overlayfs' whiteouts and opaque folders.
 *
 * <p><b>Invariant.</b> {@link minidocker.layers.Unpacker} takes archives from anybody. It makes, changes and reads nothing outside of its folder, whatever the archive says.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md">Image Layer Filesystem Changeset, OCI image specification</a>
 */
package minidocker.layers;
