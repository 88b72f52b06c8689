package minidocker.engine.runtime.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * A process in the container: its first one, or one that is executed in it later.
 *
 * @param terminal it has one of its own
 * @param consoleSize of the terminal at its start, or null
 * @param user who it is
 * @param args the program and its arguments
 * @param env {@code KEY=value}
 * @param cwd absolute, in the container
 * @param capabilities what root's power it has, or null for all of its maker's
 * @param rlimits see getrlimit(2)
 * @param oomScoreAdj -1000 to 1000, see proc(5); null for its maker's
 * @param noNewPrivileges no execve(2) gives it more than it has, see prctl(2)
 */
public record SpecProcess(boolean terminal, ConsoleSize consoleSize, SpecUser user, List<String> args, List<String> env,
        String cwd, CapabilitySets capabilities, List<Rlimit> rlimits, Integer oomScoreAdj, boolean noNewPrivileges) {

    /** Of a terminal, in characters. */
    public record ConsoleSize(int width, int height) {}

    public SpecProcess {
        args = List.copyOf(args);
        env = List.copyOf(env);
        rlimits = List.copyOf(rlimits);
    }

    public SpecProcess withCommand(List<String> newArgs, List<String> newEnv, String newCwd) {
        return new SpecProcess(terminal, consoleSize, user, newArgs, newEnv, newCwd, capabilities, rlimits, oomScoreAdj,
                noNewPrivileges);
    }

    public SpecProcess with(SpecUser newUser) {
        return new SpecProcess(terminal, consoleSize, newUser, args, env, cwd, capabilities, rlimits, oomScoreAdj,
                noNewPrivileges);
    }

    public SpecProcess with(CapabilitySets newCapabilities) {
        return new SpecProcess(terminal, consoleSize, user, args, env, cwd, newCapabilities, rlimits, oomScoreAdj,
                noNewPrivileges);
    }

    /** @param size at its start, or null */
    public SpecProcess withTerminal(boolean newTerminal, ConsoleSize size) {
        return new SpecProcess(newTerminal, size, user, args, env, cwd, capabilities, rlimits, oomScoreAdj, noNewPrivileges);
    }

    public SpecProcess withRlimits(List<Rlimit> newRlimits) {
        return new SpecProcess(terminal, consoleSize, user, args, env, cwd, capabilities, newRlimits, oomScoreAdj,
                noNewPrivileges);
    }

    public SpecProcess withOomScoreAdj(Integer newOomScoreAdj) {
        return new SpecProcess(terminal, consoleSize, user, args, env, cwd, capabilities, rlimits, newOomScoreAdj,
                noNewPrivileges);
    }

    public SpecProcess withNoNewPrivileges(boolean newNoNewPrivileges) {
        return new SpecProcess(terminal, consoleSize, user, args, env, cwd, capabilities, rlimits, oomScoreAdj,
                newNoNewPrivileges);
    }

    /** As it stands in {@code config.json}, and as {@code runc exec --process} takes it. */
    public static SpecProcess of(JsonObject json) throws MalformedJson {
        Optional<JsonObject> size = json.optionalObject("consoleSize");
        Optional<JsonObject> capabilities = json.optionalObject("capabilities");
        Optional<JsonObject> user = json.optionalObject("user");
        List<Rlimit> rlimits = new ArrayList<>();
        for (JsonObject rlimit : json.objects("rlimits")) {
            rlimits.add(Rlimit.of(rlimit));
        }
        return new SpecProcess(json.bool("terminal"),
                size.isEmpty() ? null : new ConsoleSize((int) size.get().number("width"), (int) size.get().number("height")),
                user.isEmpty() ? SpecUser.ROOT : SpecUser.of(user.get()), json.strings("args"), json.strings("env"),
                json.string("cwd"), capabilities.isEmpty() ? null : CapabilitySets.of(capabilities.get()), rlimits,
                json.optionalNumber("oomScoreAdj").map(Long::intValue).orElse(null), json.bool("noNewPrivileges"));
    }

    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("terminal", terminal);
        if (consoleSize != null) {
            Map<String, Object> size = new LinkedHashMap<>();
            size.put("height", consoleSize.height());
            size.put("width", consoleSize.width());
            json.put("consoleSize", size);
        }
        json.put("user", user.json());
        json.put("args", args);
        Absent.put(json, "env", env);
        json.put("cwd", cwd);
        if (capabilities != null) {
            json.put("capabilities", capabilities.json());
        }
        Absent.put(json, "rlimits", rlimits.stream().map(Rlimit::json).toList());
        json.put("noNewPrivileges", noNewPrivileges);
        Absent.put(json, "oomScoreAdj", oomScoreAdj);
        return json;
    }
}
