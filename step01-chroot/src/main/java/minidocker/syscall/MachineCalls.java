package minidocker.syscall;

import minidocker.syscall.Operand.Int;
import minidocker.syscall.Operand.ResultOf;
import minidocker.syscall.Operand.Target;

/** The two things our machine can do by itself; everything else is the kernel's. */
public final class MachineCalls {
    private MachineCalls() {}

    /** {@code result = *(int *) address + addend}: reads what a call wrote into memory, so that it can flow on. */
    public static Call load(Operand address, long addend) {
        return Call.of(Syscall.LOAD, new Argument("from", address), new Argument("plus", new Int(addend)));
    }

    /** {@code if (left == right) goto label}. */
    public static Call branch(Operand left, long right, String label) {
        return Call.of(Syscall.BRANCH, new Argument("if", left), new Argument("is", new Int(right)),
                new Argument("goto", new Target(label)));
    }

    /** {@code goto label}. */
    public static Call jump(String label) {
        return branch(new Int(0), 0, label);
    }

    /** The result of the call of that name. */
    public static Operand result(String name) {
        return new ResultOf(name);
    }
}
