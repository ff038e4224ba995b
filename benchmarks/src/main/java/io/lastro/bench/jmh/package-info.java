/**
 * JMH benchmarks of the stages alone: the engine without I/O, the journal without an engine.
 *
 * <p>They run in JVMs with the options of production ({@code deploy/jvm}). One operation is one transfer, so that ns and
 * allocated bytes are per transfer; input is made outside the measured time.
 */
package io.lastro.bench.jmh;
