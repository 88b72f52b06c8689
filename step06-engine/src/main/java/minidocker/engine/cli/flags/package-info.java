/**
 * The options of a command line, declared one by one and parsed by the rules of Go's pflag, so that every word that Docker
 * understands is understood, and every error says what Docker's says: {@code -it}, {@code -eA=1}, {@code -n=5},
 * {@code --rm=false}, {@code unknown shorthand flag: 'z' in -z}.
 *
 * <p>Why not picocli here, as in the steps before: an engine's client is started all the time. Ninety options declared to picocli
 * without annotations, parsed and done, cost 27 ms on JDK 25 with an AOT cache and 35 ms on JDK 17 with a class-data archive, a
 * quarter of what a whole start may take; the same options here cost too little to measure. And its messages would all have to be
 * turned into Docker's.
 */
package minidocker.engine.cli.flags;
