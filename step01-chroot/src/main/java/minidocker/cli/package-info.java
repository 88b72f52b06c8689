/**
 * What the command lines of all steps share: errors as one sentence with Docker's exit codes, a terminal that is always put back
 * as it was, a program in the foreground with the signals that belong to it, and where mini-docker keeps its files.
 */
package minidocker.cli;
