package minidocker.images.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import minidocker.images.Main;
import minidocker.testing.CommandLineRun;
import minidocker.testing.TmuxTerminal;
import minidocker.testing.registry.DebianRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code login} as somebody types it, with Debian's registry on the other side. */
class InteractiveLoginTest {
    @TempDir
    Path home;
    private final String password = UUID.randomUUID().toString();

    @Test
    void name_and_password_are_asked_for_and_the_password_is_not_shown() throws Exception {
        try (DebianRegistry registry = registry();
                TmuxTerminal terminal = new TmuxTerminal(120, 30, Map.of("DOCKER_CONFIG", home.toString()))) {
            Path login = script("login '" + registry.domain() + "'");
            terminal.line(login.toString());
            terminal.awaitPrompt("Username (" + registry.domain() + "):");
            terminal.line("ann");
            terminal.awaitPrompt("Password:");
            terminal.line("not" + password);
            terminal.awaitPrompt(TmuxTerminal.PROMPT);
            assertThat(terminal.screen()).contains("login to " + registry.domain() + " failed").doesNotContain(password);
            assertThat(home.resolve("config.json")).doesNotExist();
            terminal.line("clear; " + login);
            terminal.awaitPrompt("Username (" + registry.domain() + "):");
            terminal.line("ann");
            terminal.awaitPrompt("Password:");
            terminal.line(password);
            terminal.awaitLine("Login Succeeded");
            assertThat(terminal.screen()).doesNotContain(password);
            terminal.awaitPrompt(TmuxTerminal.PROMPT);
            assertThat(Files.readString(home.resolve("config.json"))).contains(registry.domain(),
                    Base64.getEncoder().encodeToString(("ann:" + password).getBytes()));
        }
    }

    @Test
    void who_presses_ctrl_c_at_the_password_gets_the_terminal_back_as_it_was() throws Exception {
        try (DebianRegistry registry = registry();
                TmuxTerminal terminal = new TmuxTerminal(120, 30, Map.of("DOCKER_CONFIG", home.toString()))) {
            terminal.line(script("login -u ann '" + registry.domain() + "'").toString());
            terminal.awaitPrompt("Password:");
            terminal.key("C-c");
            terminal.awaitPrompt(TmuxTerminal.PROMPT);
            terminal.line("stty -a | tr ' ;' '\\n\\n' | grep -x -e echo -e icanon | tr -d '\\n'; echo");
            terminal.awaitLine("icanonecho");
            assertThat(home.resolve("config.json")).doesNotExist();
        }
    }

    private DebianRegistry registry() throws Exception {
        DebianRegistry.requireInstalled();
        DebianRegistry.requireProgram("htpasswd", "apache2-utils");
        Path file = home.resolve("htpasswd");
        Process process = new ProcessBuilder("htpasswd", "-Bbn", "ann", password).redirectOutput(file.toFile()).start();
        assertThat(process.waitFor()).isZero();
        return DebianRegistry.start("", """
                auth:
                  htpasswd:
                    realm: test
                    path: %s
                """.formatted(file));
    }

    /** A line that fits the terminal. */
    private Path script(String arguments) throws Exception {
        String words = CommandLineRun.of(Main.class).words().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Path script = home.resolve("run-" + UUID.randomUUID());
        Files.writeString(script, "#!/bin/sh\nexec " + words + " " + arguments + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }
}
