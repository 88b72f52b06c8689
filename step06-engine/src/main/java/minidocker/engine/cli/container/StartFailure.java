package minidocker.engine.cli.container;

import java.io.IOException;
import minidocker.engine.client.ApiError;

/** Why a container did not start, as an exit code: 126 and 127 are a shell's for "cannot be executed" and "not found". */
final class StartFailure {
    private StartFailure() {}

    static int exitCode(IOException e) {
        String text = e instanceof ApiError refusal ? refusal.reason() : "";
        if (text.contains("executable file not found") || text.contains("no such file or directory")
                || text.contains("system cannot find the file specified")) {
            return 127;
        }
        return text.contains("permission denied") || text.contains("is a directory") ? 126 : 125;
    }
}
