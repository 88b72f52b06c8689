package minidocker.engine.runtime;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import minidocker.cli.UserError;
import minidocker.syscall.Errno;
import minidocker.syscall.TracedCall;

/**
 * Looks whether what is to be hidden is hidden. A path may be a file, a folder or not there at all, and which of it only the
 * container's own mounts tell; so the program tries both ways, and afterwards one of them must have worked.
 */
final class Hiding {
    private Hiding() {}

    /** @throws UserError if a path is there and is not hidden, or could be written */
    static void check(List<TracedCall> trace) {
        Map<String, Long> results = new TreeMap<>();
        for (TracedCall call : trace) {
            if (call.call().name() != null) {
                results.put(call.call().name(), call.result());
            }
        }
        results.forEach((name, result) -> {
            if (name.startsWith(BundleProgram.MASKED_FILE)) {
                String path = name.substring(BundleProgram.MASKED_FILE.length());
                check("masked", path, result, results.get(BundleProgram.MASKED_FOLDER + path));
            } else if (name.startsWith(BundleProgram.READONLY_BIND)) {
                String path = name.substring(BundleProgram.READONLY_BIND.length());
                check("made read-only", path, results.get(BundleProgram.READONLY + path), result);
            }
        });
    }

    private static void check(String what, String path, long one, long other) {
        boolean done = one >= 0 || what.equals("masked") && other >= 0;
        boolean notThere = Errno.ENOENT.is(one) && Errno.ENOENT.is(other);
        if (!done && !notThere) {
            long telling = Errno.ENOTDIR.is(one) || Errno.EINVAL.is(one) ? other : one;
            throw new UserError("the path " + path + " could not be " + what + " in the container: "
                    + Errno.name((int) -telling));
        }
    }
}
