/**
 * The pull: from a name to an image in the store, with everything a user wants to hear meanwhile.
 *
 * <p>{@link minidocker.images.pull.Pull} does it, {@link minidocker.images.pull.PullListener} hears of it;
 * {@link minidocker.images.pull.PlainPrinter} and {@link minidocker.images.pull.TerminalPrinter} say it in Docker's words.
 */
package minidocker.images.pull;
