package minidocker.engine.exec;

import java.util.List;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.streams.DetachKeys;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * What is to be executed: the body of {@code POST /containers/{id}/exec}.
 *
 * @param env        {@code KEY=value}, over the container's own
 * @param user       name or number, with a group behind a colon if wanted; empty for the container's own
 * @param workingDir empty for the container's own
 */
public record ExecConfig(boolean attachStdin, boolean attachStdout, boolean attachStderr, boolean tty, String detachKeys,
        List<String> cmd, List<String> env, String user, String workingDir, boolean privileged) {

    /** @throws Refusal BAD_PARAMETER */
    public ExecConfig {
        cmd = List.copyOf(cmd);
        env = List.copyOf(env);
        if (cmd.isEmpty()) {
            throw new Refusal(Kind.BAD_PARAMETER, "No exec command specified");
        }
        DetachKeys.parse(detachKeys);
    }

    public static ExecConfig of(JsonObject json) throws MalformedJson {
        return new ExecConfig(json.bool("AttachStdin"), json.bool("AttachStdout"), json.bool("AttachStderr"), json.bool("Tty"),
                json.optionalString("DetachKeys").orElse(""), json.strings("Cmd"), json.strings("Env"),
                json.optionalString("User").orElse(""), json.optionalString("WorkingDir").orElse(""), json.bool("Privileged"));
    }
}
