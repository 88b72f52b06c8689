/**
 * The book's maker. {@link minidocker.book.References} writes the two chapters that come from the code itself;
 * {@link minidocker.book.Book} has Asciidoctor make the page and the PDF and lets nothing pass that it complains about.
 *
 * <p>The sources are read as text, not loaded as classes: prototypes stand in Javadoc, and reasons in programs of which many are
 * private to their package.
 */
package minidocker.book;
