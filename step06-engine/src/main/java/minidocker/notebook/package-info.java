/** The way into the notebooks: Jupyter with a Java kernel that has the project on its class path. */
package minidocker.notebook;
