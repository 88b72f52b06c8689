package minidocker.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.syscall.CString;

/**
 * The arguments and the environment that this process was started with, byte for byte. Java decodes them by the locale: with
 * {@code LANG=C} every byte beyond ASCII becomes a replacement character, in any locale one that is not valid there, and no
 * option of the JVM's changes that. The kernel still has what was given, see proc(5).
 */
public final class Inherited {
    private static final String SET_BY_JAVA = "sun.jnu.encoding";

    private Inherited() {}

    /** @param decoded the arguments as main got them, or any others, which are given back as they are */
    public static String[] arguments(String... decoded) {
        return isAscii(List.of(decoded)) ? decoded
                : exact(decoded, read("cmdline"), Charset.forName(System.getProperty(SET_BY_JAVA)));
    }

    /**
     * The last of all arguments are those of main. They are taken only if Java would have made the same of them.
     *
     * @param commandLine of the whole process, with those of the virtual machine
     */
    static String[] exact(String[] decoded, List<byte[]> commandLine, Charset locale) {
        int before = commandLine.size() - decoded.length;
        if (before < 0) {
            return decoded;
        }
        String[] exact = new String[decoded.length];
        for (int i = 0; i < decoded.length; i++) {
            byte[] given = commandLine.get(before + i);
            if (!new String(given, locale).equals(decoded[i])) {
                return decoded;
            }
            exact[i] = CString.decode(given);
        }
        return exact;
    }

    /** As System.getenv(). */
    public static Map<String, String> environment() {
        Map<String, String> decoded = System.getenv();
        if (isAscii(decoded.values()) && isAscii(decoded.keySet())) {
            return decoded;
        }
        Map<String, String> exact = new LinkedHashMap<>();
        for (byte[] entry : read("environ")) {
            String text = CString.decode(entry);
            int equals = text.indexOf('=', 1);
            if (equals > 0) {
                exact.putIfAbsent(text.substring(0, equals), text.substring(equals + 1));
            }
        }
        return exact.isEmpty() ? decoded : exact;
    }

    private static boolean isAscii(Iterable<String> texts) {
        for (String text : texts) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) >= 0x80) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What stands between the zeros of a file of ours in /proc. */
    private static List<byte[]> read(String file) {
        List<byte[]> entries = new ArrayList<>();
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/self", file));
            int start = 0;
            for (int end = 0; end < bytes.length; end++) {
                if (bytes[end] == 0) {
                    entries.add(java.util.Arrays.copyOfRange(bytes, start, end));
                    start = end + 1;
                }
            }
        } catch (IOException noProc) {
            // Then Java's reading has to do.
        }
        return entries;
    }
}
