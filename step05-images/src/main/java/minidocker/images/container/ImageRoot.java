package minidocker.images.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import minidocker.namespaces.RootFilesystem;
import minidocker.syscall.SyscallProgram;

/**
 * The root filesystem of a container that was started from an image: whoever misses a program in it needs another image.
 *
 * @param layers the image's, with an upper
 * @param image as the user called it
 */
public record ImageRoot(RootFilesystem layers, String image) implements RootFilesystem {

    @Override
    public String path() {
        return layers.path();
    }

    @Override
    public SyscallProgram reached(SyscallProgram program) {
        return layers.reached(program);
    }

    @Override
    public SyscallProgram mounted(SyscallProgram program) {
        return layers.mounted(program);
    }

    @Override
    public Map<String, Integer> given() {
        return layers.given();
    }

    @Override
    public List<Path> folders() {
        return layers.folders();
    }

    @Override
    public String adviceOnMissingProgram() {
        return ", which is the image " + image;
    }
}
