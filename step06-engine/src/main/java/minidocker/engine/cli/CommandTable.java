package minidocker.engine.cli;

import java.util.List;
import minidocker.engine.cli.container.*;
import minidocker.engine.cli.image.*;
import minidocker.engine.cli.network.*;
import minidocker.engine.cli.system.*;
import minidocker.engine.cli.volume.*;

/**
 * All commands by name. A switch, and no map of suppliers: making the lambdas of sixty commands takes longer than everything else
 * that a start does here.
 */
final class CommandTable {
    static final List<String> GROUPS = List.of("container", "image", "network", "system", "volume");
    static final List<String> COMMON = List.of("run", "exec", "ps", "pull", "images", "login", "logout", "search", "version", "info");

    private CommandTable() {}

    /** A new command; null if there is none of that name. */
    static Command make(String name) {
        return switch (name) {
            case "container attach", "attach" -> new AttachCommand();
            case "container commit", "commit" -> new CommitCommand();
            case "container cp", "cp" -> new CopyCommand();
            case "container create", "create" -> new CreateCommand();
            case "container diff", "diff" -> new DiffCommand();
            case "container exec", "exec" -> new ExecCommand();
            case "container export", "export" -> new ExportCommand();
            case "container inspect" -> InspectCommand.containers();
            case "container kill", "kill" -> new KillCommand();
            case "container logs", "logs" -> new LogsCommand();
            case "container ls", "container list", "container ps", "ps" -> new ListContainersCommand();
            case "container pause", "pause" -> OnContainers.pause();
            case "container port", "port" -> new PortCommand();
            case "container prune" -> new PruneContainersCommand();
            case "container rename", "rename" -> new RenameCommand();
            case "container restart", "restart" -> StopCommand.restart();
            case "container rm", "container remove", "rm" -> new RemoveCommand();
            case "container run", "run" -> new RunCommand();
            case "container start", "start" -> new StartCommand();
            case "container stats", "stats" -> new StatsCommand();
            case "container stop", "stop" -> StopCommand.stop();
            case "container top", "top" -> new TopCommand();
            case "container trace", "trace" -> new TraceCommand();
            case "container unpause", "unpause" -> OnContainers.unpause();
            case "container update", "update" -> new UpdateCommand();
            case "container wait", "wait" -> new WaitCommand();
            case "image history", "history" -> new HistoryCommand();
            case "image import", "import" -> new ImportCommand();
            case "image inspect" -> InspectCommand.images();
            case "image load", "load" -> new LoadCommand();
            case "image ls", "image list", "images" -> new ListImagesCommand();
            case "image prune" -> new PruneImagesCommand();
            case "image pull", "pull" -> new PullCommand();
            case "image rm", "image remove", "rmi" -> new RemoveImagesCommand();
            case "image save", "save" -> new SaveCommand();
            case "image tag", "tag" -> new TagCommand();
            case "network connect" -> new ConnectCommand();
            case "network create" -> new CreateNetworkCommand();
            case "network disconnect" -> new DisconnectCommand();
            case "network inspect" -> InspectCommand.networks();
            case "network ls", "network list" -> new ListNetworksCommand();
            case "network prune" -> new PruneNetworksCommand();
            case "network rm", "network remove" -> new RemoveNetworksCommand();
            case "system df" -> new DiskUsageCommand();
            case "system events", "events" -> new EventsCommand();
            case "system info", "info" -> new InfoCommand();
            case "system prune" -> new PruneSystemCommand();
            case "volume create" -> new CreateVolumeCommand();
            case "volume inspect" -> InspectCommand.volumes();
            case "volume ls", "volume list" -> new ListVolumesCommand();
            case "volume prune" -> new PruneVolumesCommand();
            case "volume rm", "volume remove" -> new RemoveVolumesCommand();
            case "inspect" -> InspectCommand.anything();
            case "version" -> new VersionCommand();
            case "login" -> new LoginCommand();
            case "logout" -> new LogoutCommand();
            case "search" -> new SearchCommand();
            case "completion" -> new CompletionCommand();
            default -> null;
        };
    }

    /** The commands of a group as help lists them, each with the group before it. */
    static List<String> of(String group) {
        String names = switch (group) {
            case "container" -> "attach commit cp create diff exec export inspect kill logs ls pause port prune rename restart rm run"
                    + " start stats stop top trace unpause update wait";
            case "image" -> "history import inspect load ls prune pull rm save tag";
            case "network" -> "connect create disconnect inspect ls prune rm";
            case "volume" -> "create inspect ls prune rm";
            default -> "df events info prune";
        };
        return List.of(names.split(" ")).stream().map(name -> group + " " + name).toList();
    }

    /** All that may stand first. */
    static List<String> top() {
        return List.of(("attach commit completion container cp create daemon diff doctor events exec export history image images"
                + " import info inspect kill load login logout logs network notebook pause port ps pull rename restart rm rmi run save search"
                + " start stats stop system tag top trace unpause update version volume wait").split(" "));
    }

    static String aboutGroup(String group) {
        return switch (group) {
            case "container" -> "Manage containers";
            case "image" -> "Manage images";
            case "network" -> "Manage networks";
            case "volume" -> "Manage volumes";
            default -> "Manage Docker";
        };
    }

    static String about(String name) {
        Command command = make(name);
        return command != null ? command.manual().about().replaceFirst("\\. .*", "")
                : name.equals("doctor") ? "Tell what this machine can do, and what it lacks"
                : name.equals("notebook") ? "Open the notebooks of the course in Jupyter"
                : "Run the engine in the foreground";
    }
}
