package minidocker.cli;

/** A command whose options may also stand behind its parameters: {@code rmi busybox -f}. */
public interface Interspersed {}
