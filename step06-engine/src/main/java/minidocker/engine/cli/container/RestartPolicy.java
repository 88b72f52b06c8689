package minidocker.engine.cli.container;

import java.util.LinkedHashMap;
import java.util.Map;
import minidocker.cli.UserError;

/** {@code --restart no|always|unless-stopped|on-failure[:max]}. Which names there are is for the engine to say. */
final class RestartPolicy {
    private RestartPolicy() {}

    static Map<String, Object> of(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String count = colon < 0 ? "0" : text.substring(colon + 1);
        if (name.isEmpty() && colon >= 0) {
            throw new UserError("invalid restart policy format: no policy provided before colon");
        }
        if (!count.matches("-?[0-9]{1,9}")) {
            throw new UserError("invalid restart policy format: maximum retry count must be an integer");
        }
        Map<String, Object> policy = new LinkedHashMap<>();
        policy.put("Name", name);
        policy.put("MaximumRetryCount", Integer.parseInt(count));
        return policy;
    }
}
