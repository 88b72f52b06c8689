package minidocker.engine.api;

import minidocker.cli.UserError;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.images.registry.RegistryException;

/**
 * What the images' code says to the user of a command line, for the client of an API: the same sentence with a status. There a
 * sentence is all that counts, so the sentence is what is looked at.
 */
final class ImageTrouble {
    private ImageTrouble() {}

    static Refusal of(UserError error) {
        return new Refusal(kind(error), error.getMessage(), error);
    }

    private static Kind kind(UserError error) {
        String said = error.getMessage();
        if (said.startsWith("No such image")) {
            return Kind.NOT_FOUND;
        } else if (said.startsWith("conflict")) {
            return Kind.CONFLICT;
        } else if (error.getCause() instanceof RegistryException registry) {
            // Docker does not tell a registry's refusal from an absence: neither does the registry.
            return registry.status() == 404 || registry.status() == 401 || registry.status() == 403 ? Kind.NOT_FOUND : Kind.FAILED;
        } else if (error.getCause() != null) {
            return Kind.FAILED;
        }
        return Kind.BAD_PARAMETER;
    }
}
