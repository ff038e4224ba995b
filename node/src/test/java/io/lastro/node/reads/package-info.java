/** Tests of the read model against naive scans of real journals. */
package io.lastro.node.reads;
