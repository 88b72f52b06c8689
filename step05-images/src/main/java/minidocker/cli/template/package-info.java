/**
 * {@code --format}: Go's text/template with Docker's functions, as far as command lines use it. Fields, pipes, parentheses,
 * variables, if, else if, range, with, break, continue, comments, trim markers; not define, template and block.
 *
 * <p>{@link minidocker.cli.template.Template} is one template; {@link minidocker.cli.template.Listing} prints rows with it, as a
 * table or plainly, the way {@code docker ps} does. Data are plain Java values: Map, List, String, Number, Boolean, null, and
 * {@link minidocker.cli.template.Row} where an unknown field is a mistake.
 *
 * <p>Messages have Go's form, because people look them up:
 * {@code template: :1:2: executing "" at <.Nmae>: can't evaluate field Nmae in type *formatter.ContainerContext}.
 */
package minidocker.cli.template;
