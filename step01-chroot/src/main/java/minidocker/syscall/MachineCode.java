package minidocker.syscall;

import java.util.HexFormat;

/**
 * The machine that walks a table of system calls, as bytes. The assembly listings stand beside this class as resources
 * ({@code machine-x86_64.s}, {@code machine-aarch64.s}); a test assembles them and compares. Below, each line begins at a label.
 *
 * <p>It is entered at three places: by {@code spawn(clone_args, size, table)} from Java, which clones and lets the child walk the
 * table, and at {@code start} by a static executable (see {@link StaticExecutable}), whose table lies {@link #TABLE_OFFSET} bytes
 * behind the code; {@code stack()} tells where a thread's stack is.
 */
final class MachineCode {
    static final int TABLE_OFFSET = 4096;

    private static final String X86_64 = """
            4989d0b8b30100000f054885c07401c3
            4c89c3eb07
            488d1de40f0000
            488b03488b7b08488b7310488b53184c8b53204c8b43284c8b4b304885c0783c0f054885c0750bf643480274054889d3ebce
            488943384885c0780f
            488b4b40e303488901
            4883c350ebb6
            f643480175f4bf7e000000b8e70000000f05
            48ffc0740a4839f775de4889d3eb95
            4863074801f048894338ebc4
            4889e0c3
            """;
    private static final String AARCH64 = """
            e90302aa683680d2010000d4400000b4c0035fd6
            f30309aa02000014
            337f0010
            680240a9610a41a9631242a9651a40f96802f8b7010000d4a00000b5692640f969000836f30302aaf6ffff17
            601e00f9c000f8b7
            692240f9490000b4200100f9
            73420191efffff17
            692640f9a9ff0737c00f80d2c80b80d2010000d4
            1f0500b1a00000541f0001ebc1feff54f30302aae4ffff17
            000080b90000018b601e00f9edffff17
            e0030091c0035fd6
            """;

    private MachineCode() {}

    static byte[] of(Architecture architecture) {
        String hex = architecture == Architecture.X86_64 ? X86_64 : AARCH64;
        return HexFormat.of().parseHex(hex.replace("\n", ""));
    }

    /** The offset of {@code start}. */
    static int start(Architecture architecture) {
        return architecture == Architecture.X86_64 ? 0x15 : 0x1c;
    }

    /** The offset of {@code stack}. */
    static int stack(Architecture architecture) {
        return architecture == Architecture.X86_64 ? 0x93 : 0xa4;
    }
}
