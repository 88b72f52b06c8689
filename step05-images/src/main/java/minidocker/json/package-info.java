/**
 * JSON for the whole project: {@link minidocker.json.Json} reads and writes it, {@link minidocker.json.JsonObject} looks into it
 * and names the field that is wrong. A document is a tree of plain Java values (Map, List, String, Number, Boolean, null), so
 * that whatever we do not know by name survives a reading and a writing.
 *
 * <h2>Why nanojson</h2>
 * Every start of the client pays for the library. A small main that reads a container's description (1.4 kB) and writes it again,
 * SerialGC, TieredStopAtLevel=1, medians of 60 interleaved runs, what it adds to the same main without JSON, in ms:
 *
 * <pre>
 *                              JDK 17, AppCDS    JDK 25, AOT cache    jar
 * nanojson 1.10                    +  3.7             + 2.4            32 kB
 * org.json 20260814                +  9.7             + 3.8            83 kB
 * Gson 2.15.0, streaming           + 11.7             + 2.8           290 kB
 * Jackson core 2.22.4, streaming   +  7.2             +11.6           593 kB
 * (25 runs, a noisier hour:)
 * minimal-json 0.9.5               + 14.2             + 8.1            34 kB   (class files of version 49: no archive takes them)
 * Jackson core 3.2.4               + 13.3             +17.3           593 kB
 * Gson 2.15.0, tree                + 17.9             + 6.2           290 kB
 * Parsson 1.1.9                    + 32.9             +22.5           175 kB with its API
 * </pre>
 *
 * nanojson is the lightest on both, strict where a registry could try something (trailing commas, leading zeros, control
 * characters, invalid UTF-8, text after the end), and its objects are LinkedHashMaps and ArrayLists: order is kept and no second
 * tree is needed. Two things it does not do are done in {@link minidocker.json.Json}: a limit on nesting, since its parser is
 * recursive, and Go's way of writing a slash.
 */
package minidocker.json;
