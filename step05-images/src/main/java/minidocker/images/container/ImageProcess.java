package minidocker.images.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.User;
import minidocker.cli.UserError;
import minidocker.images.ContainerDefaults;

/**
 * What the user says about a process. Where nothing is said, the image decides.
 *
 * @param command          arguments behind the image's name; replace the image's Cmd
 * @param entrypoint       null for the image's; empty for none
 * @param environment      {@code K=V}, or {@code K} for the value it has here
 * @param workingDirectory null for the image's
 * @param user             null for the image's
 */
public record ImageProcess(List<String> command, String entrypoint, List<String> environment, String workingDirectory,
        String user) {

    /**
     * The process, by Docker's rules: Entrypoint and Cmd are joined, and who replaces the Entrypoint loses the image's Cmd.
     *
     * @param ours the environment of this process, for {@code -e K}
     */
    public ProcessSpec on(ContainerDefaults image, ImageUsers users, Map<String, String> ours) {
        List<String> arguments = new ArrayList<>();
        if (entrypoint == null) {
            arguments.addAll(image.entrypoint());
        } else if (!entrypoint.isEmpty()) {
            arguments.add(entrypoint);
        }
        arguments.addAll(!command.isEmpty() ? command : entrypoint == null ? image.cmd() : List.of());
        if (arguments.isEmpty()) {
            throw new UserError("no command specified: the image names none, so write one behind its name");
        }
        String wanted = user == null ? image.user() : user;
        User found = wanted.isEmpty() ? null : users.find(wanted);
        List<String> variables = new ArrayList<>();
        variables.add("HOME=" + (found == null ? "/root" : users.home(found)));
        variables.addAll(image.env());
        variables.addAll(environment);
        String folder = workingDirectory != null ? workingDirectory : image.workingDir().isEmpty() ? "/" : image.workingDir();
        return new ProcessSpec(arguments, ProcessSpec.environment(variables, ours), folder.startsWith("/") ? folder : "/"
                + folder, found);
    }
}
