package minidocker.layers;

import java.util.List;

/**
 * What came out of an archive.
 *
 * @param bytes of all regular files
 * @param omissions what was left out and why, in sentences
 */
public record Unpacked(long entries, long bytes, List<String> omissions) {}
