/**
 * A container is a list of system calls: this package lets Java write the list, print it, and have the kernel run it.
 *
 * <p><b>Vocabulary.</b> A {@link minidocker.syscall.Call} is one system call with its operands and the reason why it stands
 * where it stands. A {@link minidocker.syscall.SyscallProgram} is an immutable list of them, headed by the flags of the
 * {@code clone3(2)} that makes the process which walks the list. A {@link minidocker.syscall.Layout} is the same list as bytes: a
 * table of records, and behind it every string and struct the records point to. The machine
 * ({@link minidocker.syscall.MachineCode}) is some 150 bytes of position-independent machine code that walk the table. A
 * {@link minidocker.syscall.Child} is a process that does so.
 *
 * <p><b>Why a table.</b> A JVM is a process with a dozen threads. After a fork only the calling thread goes on in the child, with
 * the locks of all the others held for ever: no Java may run there, no malloc, hardly any libc. So the child runs none of them.
 * It executes the table, one {@code syscall} instruction a record, up to {@code execve(2)}.
 *
 * <p><b>Invariants.</b> Values and programs know nothing of the running kernel: they can be built, compared and explained on any
 * machine, without root. Whatever the child reads lies in one mapping of our own, shared with it, so the parent can read what
 * each call returned. All system calls of the JVM itself stand in {@link minidocker.syscall.Linux}, those about files, by names
 * in open directories, in {@link minidocker.syscall.LinuxFiles}.
 */
package minidocker.syscall;
