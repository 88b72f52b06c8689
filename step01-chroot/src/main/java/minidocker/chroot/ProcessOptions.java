package minidocker.chroot;

import java.util.ArrayList;
import java.util.List;
import minidocker.cli.Inherited;
import picocli.CommandLine.Option;

/** The options of {@code run} that say which process it is to be. */
public final class ProcessOptions {
    @Option(names = {"-w", "--workdir"}, paramLabel = "DIR",
            description = "The folder it starts in, a path within the root filesystem.")
    String workingDirectory;

    @Option(names = {"-e", "--env"}, paramLabel = "K=V",
            description = "An environment variable; K alone takes the value it has here. Several times.")
    List<String> environment = new ArrayList<>();

    @Option(names = {"-u", "--user"}, paramLabel = "UID[:GID]", description = "The user it runs as, by numbers.")
    String user;

    /** Null if none was asked for. */
    public String workingDirectory() {
        return workingDirectory;
    }

    /** {@code K=V} or {@code K}, as they were given. */
    public List<String> environment() {
        return environment;
    }

    /** Null if none was asked for. */
    public String user() {
        return user;
    }

    /**
     * The process they describe, in the environment of this one.
     *
     * @param command and its arguments, which follow the options
     */
    public ProcessSpec process(List<String> command) {
        return new ProcessSpec(command, ProcessSpec.environment(environment, Inherited.environment()),
                workingDirectory == null ? "/" : workingDirectory, user == null ? null : User.parse(user));
    }
}
