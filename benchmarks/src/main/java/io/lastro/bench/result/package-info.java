/**
 * Results: a {@link io.lastro.bench.result.Measurement} of several runs beside the {@link io.lastro.bench.result.Bar}s it
 * is to reach, and how a set of them is printed and kept.
 *
 * <p>What is shown is the median with the least and the greatest; the JSON file holds every run.
 */
package io.lastro.bench.result;
