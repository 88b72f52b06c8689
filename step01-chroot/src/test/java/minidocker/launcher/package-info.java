/** The tests of the launcher, the shell script {@code mini-docker} at the top of the project. */
package minidocker.launcher;
