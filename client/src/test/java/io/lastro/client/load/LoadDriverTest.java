package io.lastro.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.client.ClientTestCommon;
import io.lastro.client.LostAcknowledgementException;
import io.lastro.client.testnode.TinyLedger;
import io.lastro.protocol.AccountFlags;
import io.lastro.protocol.CreateTransferResult;
import io.lastro.protocol.TransferEvent;
import io.lastro.protocol.TransferFlags;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadDriverTest extends ClientTestCommon {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private LoadSettings settings() {
        return new LoadSettings()
                .address("localhost", node.port())
                .connections(2)
                .accounts(50)
                .warmUp(Duration.ofMillis(100))
                .duration(Duration.ofMillis(600))
                .seed(1_000)
                .out(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldCountWhatTheLedgerHasInAClosedLoop() throws Exception {
        final LoadReport report =
                new LoadDriver(settings().batch(20).inFlight(3).reportFolder(folder)).run();
        assertEquals(ledger.transferCount(), report.acknowledged());
        assertEquals(Map.of(CreateTransferResult.CREATED, report.acknowledged()), report.resultCounts());
        assertTrue(report.measuredTransfers() > 100 && report.measuredTransfers() < report.acknowledged());
        assertEquals(report.measuredTransfers(), report.measuredRequests() * 20);
        assertEquals(
                report.measuredRequests(),
                report.histograms().get(LoadReport.TRANSFERS).getTotalCount());
        assertTrue(report.histograms().get(LoadReport.BALANCE).getTotalCount() >= 8);
        assertEquals(Map.of(), report.errors());
        assertEquals(List.of(), report.brokenPromises());
        assertTrue(printed().contains("balance < 2 s: kept"), this::printed);
        final String hgrm = Files.readString(folder.resolve("create-transfers.hgrm"));
        assertTrue(hgrm.contains("#[Max"), hgrm);
        final String json = Files.readString(folder.resolve(LoadReport.JSON_FILE));
        assertTrue(json.contains("\"acknowledged\": " + report.acknowledged()), json);
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve(LoadReport.PLOT_FILE).toFile());
    }

    @Test
    void shouldSendTheStatedCount() throws Exception {
        final LoadReport report = new LoadDriver(settings()
                        .warmUp(Duration.ZERO)
                        .count(1_001)
                        .batch(10)
                        .inFlight(2)
                        .balancesPerSecond(0))
                .run();
        assertEquals(1_010, report.acknowledged()); // whole requests
        assertEquals(1_010, report.measuredTransfers());
    }

    @Test
    void shouldKeepTheRateOfAnOpenLoopAndCountFromTheIntendedStart() throws Exception {
        final LoadSettings settings =
                settings().connections(1).inFlight(1).ratePerSecond(200).duration(Duration.ofSeconds(2));
        final Thread stall = new Thread(() -> {
            sleep(800);
            node.delayMs(400); // one request is held; those behind it cannot start in time
            sleep(200);
            node.delayMs(0);
        });
        stall.start();
        final LoadReport report = new LoadDriver(settings.balancesPerSecond(0)).run();
        stall.join();
        final Histogram latencies = report.histograms().get(LoadReport.TRANSFERS);
        assertEquals(400, report.measuredTransfers(), 2); // the schedule is made up for after the stall
        assertTrue(latencies.getMaxValue() >= TimeUnit.MILLISECONDS.toNanos(380), latencies.getMaxValue() + " ns");
        // Without coordinated omission some 80 of 400 requests show the stall, not one.
        final long late =
                latencies.getTotalCount() - latencies.getCountBetweenValues(0, TimeUnit.MILLISECONDS.toNanos(50));
        assertTrue(late >= 50, "late: " + late);
    }

    @Test
    void shouldRunPaymentsFromHoldToPost() throws Exception {
        final LoadReport report =
                new LoadDriver(settings().workload(Workload.PIX).batch(5).inFlight(2)).run();
        assertEquals(Map.of(CreateTransferResult.CREATED, (long) ledger.transferCount()), report.resultCounts());
        final Map<Integer, Integer> byFlag = new HashMap<>();
        for (final TinyLedger.TransferRow row : ledger.transfersInOrder()) {
            byFlag.merge(flags(row), 1, Integer::sum);
        }
        final int posts = byFlag.get(TransferFlags.POST_PENDING);
        final int holds = byFlag.get(TransferFlags.PENDING);
        assertTrue(posts > holds / 2 && byFlag.get(TransferFlags.VOID_PENDING) > 0, byFlag::toString);
        final long payments = report.histograms().get(LoadReport.PIX).getTotalCount();
        assertTrue(payments > 10 && payments <= posts, "payments " + payments + " of " + posts);
        assertTrue(printed().contains("Pix < 5 s: kept"), this::printed);
    }

    @Test
    void shouldTouchTheHotAccountAsOftenAsAsked() throws Exception {
        new LoadDriver(settings().workload(Workload.HOT).hotPercent(70).batch(50)).run();
        long hot = 0;
        final List<TinyLedger.TransferRow> rows = ledger.transfersInOrder();
        for (final TinyLedger.TransferRow row : rows) {
            final TransferEvent event = event(row);
            hot += event.debitAccountIdLow() == 1 || event.creditAccountIdLow() == 1 ? 1 : 0;
            assertTrue(event.debitAccountIdLow() != event.creditAccountIdLow());
            assertTrue(event.amount() >= 1 && event.amount() <= 1_000);
        }
        // 70 % and, of the rest, 2 of 50 accounts.
        assertEquals(0.7 + 0.3 * 2 / 50, hot / (double) rows.size(), 0.04);
    }

    @Test
    void shouldDrawTheSameTransfersFromTheSameSeed() throws Exception {
        final LoadSettings settings =
                settings().connections(1).inFlight(1).batch(10).count(200);
        new LoadDriver(settings.warmUp(Duration.ZERO)).run();
        final int before = ledger.transferCount();
        final LoadReport again = new LoadDriver(settings).run();
        assertEquals(before, ledger.transferCount());
        assertEquals(Map.of(CreateTransferResult.EXISTS, 200L), again.resultCounts());
    }

    @Test
    void shouldLoseAndDoubleNothingWhileConnectionsAreCut() throws Exception {
        final Path acks = folder.resolve("acks");
        final LoadSettings settings = settings()
                .batch(7)
                .inFlight(4)
                .connections(3)
                .duration(Duration.ofMillis(1_500))
                .acksFile(acks);
        final Thread chaos = new Thread(() -> {
            for (int i = 0; i < 12; i++) {
                sleep(100);
                node.dropAfterExecute(2);
                sleep(20);
                node.cutConnections();
            }
        });
        chaos.start();
        final LoadReport report = new LoadDriver(settings).run();
        chaos.join();
        assertTrue(
                report.connectionStats().lost() >= 10,
                () -> report.connectionStats().toString());
        assertTrue(report.resentExists() > 0, "some were there already");
        assertEquals(Map.of(), report.errors());
        final Set<Long> seen = new HashSet<>();
        final long records = AckLog.read(acks, (low, high, sequence, timestampNs, result) -> {
            assertEquals(1_000, high);
            assertTrue(seen.add(low), "acknowledged twice");
            final TinyLedger.TransferRow row = ledger.transfer(low, high);
            assertNotNull(row);
            assertEquals(row.sequence, sequence);
            assertEquals(row.timestampNs, timestampNs);
        });
        assertEquals(report.acknowledged(), records);
        assertEquals(ledger.transferCount(), records);
        assertTrue(printed().contains("transfers were there already"), this::printed);
    }

    @Test
    void shouldCountRefusalsAndRejections() throws Exception {
        final LoadReport refused = new LoadDriver(settings()
                        .accountFlags(AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS)
                        .warmUp(Duration.ZERO)
                        .count(100))
                .run();
        assertEquals(Map.of(CreateTransferResult.EXCEEDS_CREDITS, 100L), refused.resultCounts());
        final Thread later = new Thread(() -> {
            sleep(400);
            node.refuseWrites(io.lastro.protocol.ErrorCode.DISK_RESERVE);
        });
        later.start();
        final LoadReport rejected =
                new LoadDriver(settings().accountSpace(9).seed(2_000).duration(Duration.ofSeconds(1))).run();
        later.join();
        assertTrue(
                rejected.errors().get("rejected: diskReserve") > 0,
                () -> rejected.errors().toString());
        assertNull(rejected.firstFailure());
    }

    @Test
    void shouldEndWhenTheConnectionIsLostAndReconnectingIsOff() throws Exception {
        final Thread cut = new Thread(() -> {
            sleep(500);
            node.cutConnections();
        });
        cut.start();
        final LoadReport report = new LoadDriver(settings().reconnect(false).duration(Duration.ofSeconds(20))).run();
        cut.join();
        assertNotNull(report.firstFailure());
        assertTrue(report.unknownTransfers() > 0);
        assertTrue(report.elapsedNs() < TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void shouldEndAtOnceWhenTheNodeLostSomething() throws Exception {
        final Thread lose = new Thread(() -> {
            sleep(500);
            node.hideSequences(100_000_000);
            node.cutConnections();
        });
        lose.start();
        final LoadReport report = new LoadDriver(settings().duration(Duration.ofSeconds(20))).run();
        lose.join();
        assertTrue(report.firstFailure() instanceof LostAcknowledgementException, () -> "" + report.firstFailure());
    }

    @Test
    void shouldStopWhenAsked() throws Exception {
        final LoadDriver driver = new LoadDriver(settings().duration(Duration.ofMinutes(5)));
        final Thread stopper = new Thread(() -> {
            sleep(400);
            driver.stop();
        });
        stopper.start();
        final LoadReport report = driver.run();
        stopper.join();
        assertEquals(ledger.transferCount(), report.acknowledged());
    }

    @Test
    void shouldNameABrokenPromise() throws Exception {
        final Promise bar = Promise.onTransfers(99.9, 1_000);
        node.delayMs(1);
        final LoadReport report = new LoadDriver(settings().promises(List.of(bar, Promise.BALANCE))).run();
        assertEquals(List.of(bar), report.brokenPromises());
        assertTrue(printed().contains("p99.9 < 0.001 ms: BROKEN"), this::printed);
    }

    @Test
    void shouldRefuseWrongSettings() {
        assertThrows(
                IllegalArgumentException.class, () -> new LoadDriver(settings().batch(8_191)));
        assertThrows(
                IllegalArgumentException.class, () -> new LoadDriver(settings().accounts(1)));
        assertThrows(IllegalArgumentException.class, () -> new LoadDriver(new LoadSettings()));
    }

    private static int flags(final TinyLedger.TransferRow row) {
        return event(row).flags();
    }

    private static TransferEvent event(final TinyLedger.TransferRow row) {
        return new TransferEvent().wrap(new UnsafeBuffer(row.event), 0);
    }

    private static void sleep(final long ms) {
        try {
            Thread.sleep(ms);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
