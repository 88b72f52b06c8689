/**
 * State on the disk that is right whenever somebody looks: {@link minidocker.files.AtomicFile} replaces a file at once,
 * {@link minidocker.files.FileMutex} lets one at a time change several.
 */
package minidocker.files;
