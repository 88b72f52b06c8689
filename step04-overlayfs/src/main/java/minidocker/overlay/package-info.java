/**
 * Layers and copy-on-write. Folders, the layers, are mounted one over the other with an empty one, the upper, on top; whoever
 * writes there changes the upper only.
 *
 * <p><b>Vocabulary.</b> A <i>layer</i> (overlayfs: lower) is a folder that nobody changes any more. The <i>upper</i> holds what a
 * container has changed: new files whole, changed files whole (<i>copied up</i> when they were first opened for writing), removed
 * files as a <i>whiteout</i>, replaced folders as an <i>opaque</i> one. The <i>work</i> folder belongs to the kernel, which
 * prepares there what appears in the upper at once. The <i>merged</i> folder is where all of it is seen as one tree.
 *
 * <p><b>Order.</b> Lists of layers begin at the bottom, as the lines of a Dockerfile do and the layers of an image manifest. Only
 * {@code lowerdir=} of mount(2) wants the top first.
 *
 * <p><b>Invariants.</b> A layer is never written to. An upper made by us says all that has changed without a look at the layers:
 * files are copied up whole (metacopy=off) and moved folders are copied (redirect_dir=nofollow). Whoever uses a folder of a
 * container, or an upper, holds its flock(2); what nobody holds is left over from a crash and will be removed.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">Overlay Filesystem, the kernel's own documentation</a>
 */
package minidocker.overlay;
