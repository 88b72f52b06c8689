/**
 * The tar format, as layers of images use it: ustar with PAX records (POSIX.1-2017, pax), the older GNU long names, GNU's sparse
 * files, and extended attributes as {@code SCHILY.xattr.NAME} records. Nothing here touches a file.
 *
 * <p>Why not a library: the value of security.capability is binary, and commons-compress (1.28) decodes every PAX value as UTF-8,
 * so a 0x81 in it comes out as U+FFFD and cannot be written either. Names, too, are bytes; they come as
 * {@link minidocker.syscall.CString} has them.
 *
 * <p><b>Invariant.</b> Whatever the input is, a {@link minidocker.tar.TarReader} ends with an entry, with the end or with a
 * {@link minidocker.tar.TarException} of one sentence, and it holds no more of it in memory than a megabyte a header. It judges
 * no names: what may be written where is the unpacker's business.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html">pax, POSIX.1-2017</a>
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Standard.html">Basic tar format, GNU tar manual</a>
 */
package minidocker.tar;
