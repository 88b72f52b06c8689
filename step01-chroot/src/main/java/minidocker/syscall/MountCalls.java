package minidocker.syscall;

import minidocker.syscall.Operand.Flags;
import minidocker.syscall.Operand.Symbol;
import minidocker.syscall.Operand.Text;

/** Calls about mounts. */
public final class MountCalls {
    private MountCalls() {}

    /**
     * {@code int mount(const char *source, const char *target, const char *filesystemtype, unsigned long mountflags, const void *data);} mount(2). EPERM:
     * CAP_SYS_ADMIN over the mount namespace is missing; ENODEV: the kernel knows no filesystem of that type.
     *
     * @param source may be null, as may {@code type} and {@code data}, where the flags make them meaningless
     */
    public static Call mount(String source, String target, String type, String data, MountFlag... flags) {
        return Call.of(Syscall.MOUNT, new Argument("src", text(source)), new Argument("dst", new Text(target)), new Argument("type", text(type)),
                new Argument("flags", Flags.of(MountFlag.values(), flags)), new Argument("data", text(data)));
    }

    private static Operand text(String mayBeNull) {
        return mayBeNull == null ? Symbol.NULL : new Text(mayBeNull);
    }
}
