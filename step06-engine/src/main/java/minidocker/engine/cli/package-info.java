/**
 * The command line: Docker's commands with Docker's words, each a thin class that parses, asks the engine over its API and
 * prints. No class of the engine is used here, and each start touches one command's classes only.
 *
 * <p>{@link minidocker.engine.cli.CommandLine} finds the command, {@link minidocker.engine.cli.CommandTable} makes it,
 * {@link minidocker.engine.cli.Session} is what a command works with.
 */
package minidocker.engine.cli;
