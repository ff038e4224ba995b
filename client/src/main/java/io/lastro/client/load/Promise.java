package io.lastro.client.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A bar that a latency must stay under.
 *
 * @param name for people.
 * @param series name of the latencies, see {@link LoadReport}.
 * @param percentile 0..100; 100 = the slowest.
 * @param limitNs must be below that, ns.
 */
public record Promise(String name, String series, double percentile, long limitNs) {
    private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

    /** No balance takes 2 s. */
    public static final Promise BALANCE =
            new Promise("balance < 2 s", LoadReport.BALANCE, 100, TimeUnit.SECONDS.toNanos(2));
    /** No payment, from the hold to the post, takes 5 s. */
    public static final Promise PIX = new Promise("Pix < 5 s", LoadReport.PIX, 100, TimeUnit.SECONDS.toNanos(5));

    /** An own bar on the requests that create transfers. */
    public static Promise onTransfers(final double percentile, final long limitNs) {
        return new Promise(
                String.format("p%s < %.3f ms", percentText(percentile), limitNs / NS_PER_MS),
                LoadReport.TRANSFERS,
                percentile,
                limitNs);
    }

    /** True when the histogram has no value or the percentile is under the limit. */
    public boolean isKept(final Histogram histogram) {
        return histogram.getTotalCount() == 0 || histogram.getValueAtPercentile(percentile) < limitNs;
    }

    private static String percentText(final double percentile) {
        return percentile == Math.rint(percentile) ? Long.toString((long) percentile) : Double.toString(percentile);
    }
}
