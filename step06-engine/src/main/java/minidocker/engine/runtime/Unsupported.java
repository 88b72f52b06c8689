package minidocker.engine.runtime;

import minidocker.cli.UserError;
import minidocker.engine.runtime.spec.Spec;
import minidocker.namespaces.Namespace;

/** Refuses what a bundle may ask for and this runtime has no way to give. */
final class Unsupported {
    private Unsupported() {}

    static void check(Spec spec) {
        spec.linux().sysctl().keySet().forEach(key -> parameter(spec, key));
        if (spec.linux().namespace(Namespace.MOUNT).filter(namespace -> namespace.path() == null).isEmpty()) {
            throw new UserError("config.json gives the container no mount namespace of its own, in which its root could be changed");
        }
        if (spec.linux().namespace(Namespace.USER).isPresent()) {
            throw new UserError("config.json gives the container a user namespace of its own: an engine of an ordinary user is in one as a whole instead");
        }
        if (spec.linux().namespace(Namespace.TIME).isPresent()) {
            throw new UserError("config.json gives the container clocks of its own: step 2's 'run --time-offset' does");
        }
    }

    /** Parameters belong to a namespace or to the machine; those of the machine are nobody's to set from a container. */
    private static void parameter(Spec spec, String key) {
        String path = BundleProgram.path(key);
        Namespace owner = path.startsWith("net/") ? Namespace.NETWORK
                : path.matches("kernel/(msg|sem|shm).*|fs/mqueue/.*") ? Namespace.IPC
                        : path.matches("kernel/(domainname|hostname)") ? Namespace.UTS : null;
        if (owner == null || spec.linux().namespace(owner).isEmpty()) {
            throw new UserError("sysctl \"" + key + "\" is not in a separate kernel namespace: it would change the whole machine");
        }
    }
}
