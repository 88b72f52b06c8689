/** One class of the Jupyter kernel's, in the place of its own: see {@link org.rapaio.jupyter.kernel.channels.LoopThread}. */
package org.rapaio.jupyter.kernel.channels;
