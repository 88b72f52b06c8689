package minidocker.engine.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.images.ContainerDefaults;

/** What an image says about its containers, under what the user says, by Docker's rules. */
final class ImageDefaults {
    private ImageDefaults() {}

    /** @throws Refusal BAD_PARAMETER, if neither says what to run */
    static ContainerConfig under(ContainerConfig user, ContainerDefaults image) {
        Map<String, Object> merged = new LinkedHashMap<>();
        if (user.user().isEmpty()) {
            merged.put("User", image.user());
        }
        if (user.workingDir().isEmpty()) {
            merged.put("WorkingDir", image.workingDir());
        }
        if (user.stopSignal().isEmpty() && !image.stopSignal().isEmpty()) {
            merged.put("StopSignal", image.stopSignal());
        }
        if (user.strings("Shell").isEmpty() && !image.shell().isEmpty()) {
            merged.put("Shell", image.shell());
        }
        merged.put("Env", environment(user.env(), image.env()));
        Map<String, Object> labels = new LinkedHashMap<>(image.labels());
        labels.putAll(user.labels());
        merged.put("Labels", labels);
        union(merged, user, "ExposedPorts", image.exposedPorts());
        union(merged, user, "Volumes", image.volumes());
        command(merged, user, image);
        health(merged, user, image);
        return user.with(merged);
    }

    private static List<String> environment(List<String> user, List<String> image) {
        List<String> all = new ArrayList<>(user);
        for (String entry : image) {
            String name = entry.split("=", 2)[0];
            if (user.stream().noneMatch(own -> own.split("=", 2)[0].equals(name))) {
                all.add(entry);
            }
        }
        return all;
    }

    private static void union(Map<String, Object> merged, ContainerConfig user, String field, List<String> image) {
        Map<String, Object> all = new LinkedHashMap<>();
        if (user.json().fields().get(field) instanceof Map<?, ?> own) {
            own.forEach((key, value) -> all.put((String) key, value));
        }
        image.forEach(key -> all.putIfAbsent(key, Map.of()));
        merged.put(field, all.isEmpty() ? null : all);
    }

    /** Who replaces the entrypoint loses the image's command; an empty string as entrypoint is none. */
    private static void command(Map<String, Object> merged, ContainerConfig user, ContainerDefaults image) {
        List<String> entrypoint = user.entrypoint();
        List<String> cmd = user.cmd();
        if (entrypoint.isEmpty()) {
            cmd = cmd.isEmpty() ? image.cmd() : cmd;
            entrypoint = image.entrypoint();
        } else if (entrypoint.equals(List.of(""))) {
            entrypoint = List.of();
        }
        if (entrypoint.isEmpty() && cmd.isEmpty()) {
            throw new Refusal(Kind.BAD_PARAMETER, "no command specified");
        }
        merged.put("Entrypoint", entrypoint.isEmpty() ? null : entrypoint);
        merged.put("Cmd", cmd.isEmpty() ? null : cmd);
    }

    /** Field by field: a user may change the interval of the image's check and leave the rest. */
    private static void health(Map<String, Object> merged, ContainerConfig user, ContainerDefaults image) {
        if (image.healthcheck().isEmpty()) {
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>(image.healthcheck().get().fields());
        if (user.json().fields().get("Healthcheck") instanceof Map<?, ?> own) {
            own.forEach((key, value) -> {
                boolean said = !(value == null || value instanceof List<?> list && list.isEmpty()
                        || value instanceof Number number && number.longValue() == 0);
                if (said) {
                    all.put((String) key, value);
                }
            });
        }
        merged.put("Healthcheck", all);
    }
}
