/**
 * Volumes: folders that outlive the containers that use them. A volume has a name, labels, and either files of its own on the
 * engine's disk or, by the options of Docker's driver {@code local}, a filesystem that is mounted for its containers.
 *
 * <pre>
 * HOME/volumes/NAME/volume.json   what it is
 *                  /_data         its files
 * HOME/volumes/.new-WORD          one that is being made
 * HOME/volumes/.removed-WORD      what is left of one, for a moment
 * </pre>
 *
 * <p>A volume is there as soon as its folder has its name, and gone as soon as it has it no more: both are one rename(2), so no
 * crash leaves a half of one. Nobody removes a volume that a container uses, or that one is about to use.
 */
package minidocker.engine.volume;
