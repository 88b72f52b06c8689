/** The engine of somebody who is not root. */
package minidocker.engine.rootless;
