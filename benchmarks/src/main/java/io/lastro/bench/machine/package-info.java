/**
 * What a result was measured on: processor, memory, kernel, file system, JDK, JVM flags, commit.
 *
 * <p>A number without its machine is no number (STYLE, section 7), so every result carries a
 * {@link io.lastro.bench.machine.Machine}, and every measured JVM takes the options of production from
 * {@link io.lastro.bench.machine.ProductionJvm}.
 */
package io.lastro.bench.machine;
