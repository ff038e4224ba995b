/** {@code lastro client}: one-shot commands against a running node, and the keys of operators. */
package io.lastro.node.cli;
