/**
 * Images on the disk: an OCI image layout with names, leases and resumable downloads.
 *
 * <h2>Invariants</h2>
 * <ul>
 * <li>A file under {@code blobs} has the bytes that its name says, all of them: it got its name only after they were verified and
 * on
 *     the disk.</li>
 * <li>A name leads to a complete image: it is given last. A crash at any moment leaves the old image or the new one under
 * it.</li>
 * <li>What a running pull needs is leased before it is looked for, so a collection at the same time cannot take it away.</li>
 * </ul>
 */
package minidocker.images.store;
