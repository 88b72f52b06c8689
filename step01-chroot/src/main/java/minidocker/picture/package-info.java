/**
 * Pictures for notebooks and the book, as text that a browser draws: HTML for tables, SVG for drawings. A picture is a pure
 * function of a value that was read from the live system; each step has its own pictures beside what they show, made with what
 * stands here.
 *
 * <p>A picture's {@code toString()} is a fragment of HTML. It brings its own colours, which can be read on a light page and on a
 * dark one, and no script.
 */
package minidocker.picture;
