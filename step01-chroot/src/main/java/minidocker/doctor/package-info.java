/**
 * {@code mini-docker doctor}: what this machine offers, what for, and what to do where something is missing.
 *
 * <p><b>Vocabulary.</b> A {@link minidocker.doctor.Finding} is one line of the answer. It is judged from <em>facts</em>: the text
 * of a file below /proc, a version, the {@link minidocker.doctor.Attempt} of a system call. Where the files leave a doubt, and
 * they mostly do (a security module, a seccomp filter, a filesystem that overlayfs does not take), the call itself is made, in a
 * child of its own.
 *
 * <p><b>Layers.</b> The classes named {@code ...Findings}, and the records they take, are pure: facts in, findings out.
 * {@link minidocker.doctor.Machine} reads files, {@link minidocker.doctor.Trials} tries calls, {@link minidocker.doctor.Doctor}
 * brings both together.
 *
 * <p><b>Invariants.</b> Nothing is changed on the machine: children mount in namespaces of their own, and the one folder that is
 * made is removed. No question that hangs or fails keeps the others from being answered.
 */
package minidocker.doctor;
