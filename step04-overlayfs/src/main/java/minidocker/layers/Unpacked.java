package minidocker.layers;

import java.util.List;

/**
 * What came out of an archive.
 *
 * @param bytes of all regular files
 * @param omissions what was left out and why, in sentences
 * @param owners if owners were not to be given: those that files should have and root is not, in the archive's order
 */
public record Unpacked(long entries, long bytes, List<String> omissions, List<FileOwner> owners) {}
