package minidocker.images.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.cli.Home;
import minidocker.cli.UserError;
import minidocker.cli.template.TemplateException;
import minidocker.images.container.Hostbox;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.Inventory;
import minidocker.images.store.ContentStore;
import picocli.CommandLine.Mixin;

/** A command on the images of this machine. */
abstract class StoreCommand implements Callable<Integer> {
    /** Docker's exit code when the engine refuses. */
    static final int REFUSED = 1;

    @Mixin
    private HelpOption help;

    /** What the program ends with when the files it needs cannot be read or written. */
    int failureCode() {
        return REFUSED;
    }

    abstract int run(Inventory images) throws IOException;

    @Override
    public Integer call() {
        try {
            return run(new Inventory(ContentStore.open(Home.current().data().resolve("images"))));
        } catch (TemplateException e) {
            throw failed("template parsing error: " + e.getMessage(), e);
        } catch (java.nio.file.AccessDeniedException e) {
            throw failed("permission denied: " + e.getFile()
                    + " (the images belong to another user: run it as that one, or name a folder "
                    + "of your own in MINI_DOCKER_HOME)", e);
        } catch (java.nio.file.NoSuchFileException e) {
            throw failed("there is no file " + e.getFile(), e);
        } catch (IOException e) {
            throw failed(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    private UserError failed(String sentence, Throwable cause) {
        UserError error = new UserError(sentence, failureCode());
        error.initCause(cause);
        return error;
    }

    /** The image that the user means; hostbox is made if it is that and was never wanted before. */
    static Image find(Inventory images, String name) throws IOException {
        Optional<Image> here = images.lookup(name);
        if (here.isEmpty() && Hostbox.isMeant(name)) {
            Hostbox.make(images.store());
        }
        return here.isPresent() ? here.get() : images.find(name);
    }

    static UserError error(String sentence, Throwable cause) {
        UserError error = new UserError(sentence, REFUSED);
        error.initCause(cause);
        return error;
    }
}
