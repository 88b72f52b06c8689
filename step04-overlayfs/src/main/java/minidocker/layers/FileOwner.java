package minidocker.layers;

/**
 * Whose a file should be, according to its archive.
 *
 * @param path in the layer; of its components, all but the last may be links that lead to others in the layer
 * @param mode the twelve bits of chmod(2), which a change of owner takes some of away; -1 for a symbolic link, which has none
 */
public record FileOwner(String path, int uid, int gid, int mode) {}
