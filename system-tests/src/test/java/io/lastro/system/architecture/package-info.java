/**
 * Guards of the house style that a machine can check: which module may import which, how long a class may grow, and
 * whether what is public is explained.
 *
 * <p>Rules over byte code are in {@link io.lastro.system.architecture.ModuleRules}, rules over source text are the
 * {@code …Rule} classes. Each rule has a planted violation beside it: a rule that cannot go red guards nothing.
 */
package io.lastro.system.architecture;
