package io.lastro.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The admin port over real HTTP. */
class AdminServerTest {
    private final CollectorRegistry registry = new CollectorRegistry();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private volatile Readiness live = new Readiness(true, "running");
    private volatile Readiness ready = new Readiness(true, "open");
    private volatile RuntimeException statusFailure;
    private AdminServer server;

    @BeforeEach
    void launch() {
        server = AdminServer.launch(context());
    }

    private AdminContext context() {
        return new AdminContext()
                .liveness(() -> live)
                .readiness(() -> ready)
                .statusJson(this::status)
                .registry(registry)
                .maxConnections(3)
                .requestTimeoutMs(2_000);
    }

    private String status() {
        if (statusFailure != null) {
            throw statusFailure;
        }
        return "{\"sequence\":42}";
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> send(final String method, final String path, final String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .timeout(Duration.ofSeconds(10))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldTellHealth() throws Exception {
        assertEquals(200, send("GET", "/health/live", "").statusCode());
        assertEquals("open\n", send("GET", "/health/ready", "").body());
        ready = new Readiness(false, "recovering, 17 %");
        live = new Readiness(false, "halted: EIO");
        assertEquals(503, send("GET", "/health/ready?verbose", "").statusCode());
        assertEquals("recovering, 17 %\n", send("GET", "/health/ready", "").body());
        assertEquals(503, send("GET", "/health/live", "").statusCode());
    }

    @Test
    void shouldTellMetricsAndStatus() throws Exception {
        Counter.build("lastro_things_total", "Things.").register(registry).inc(3);
        final HttpResponse<String> metrics = send("GET", "/metrics", "");
        assertEquals(200, metrics.statusCode());
        assertTrue(metrics.headers().firstValue("content-type").orElse("").startsWith("text/plain; version=0.0.4"));
        assertTrue(metrics.body().contains("lastro_things_total 3.0"), metrics.body());
        final HttpResponse<String> status = send("GET", "/status", "");
        assertEquals("{\"sequence\":42}", status.body());
        assertTrue(status.headers().firstValue("content-type").orElse("").startsWith("application/json"));
    }

    @ParameterizedTest
    @CsvSource({"GET,/,404", "GET,/metrics/x,404", "POST,/nothing,404", "POST,/status,405", "DELETE,/metrics,405"})
    void shouldRefuseWhatItDoesNotServe(final String method, final String path, final int status) throws Exception {
        final HttpResponse<String> response = send(method, path, "");
        assertEquals(status, response.statusCode());
        if (status == 405) {
            assertEquals("GET", response.headers().firstValue("allow").orElse(""));
        }
    }

    @Test
    void shouldBoundTheBody() throws Exception {
        assertEquals(413, send("POST", "/status", "x".repeat(9_000)).statusCode());
        assertEquals(200, send("GET", "/status", "").statusCode());
    }

    @Test
    void shouldAnswerFailingSuppliersWith500() throws Exception {
        statusFailure = new IllegalStateException("boom");
        final HttpResponse<String> response = send("GET", "/status", "");
        assertEquals(500, response.statusCode());
        assertTrue(response.body().contains("boom"));
        assertEquals(200, send("GET", "/health/live", "").statusCode());
    }

    @ParameterizedTest
    @CsvSource({"'NONSENSE\r\n\r\n'", "'GET /status HTTP/1.1\r\nbad header line\r\n\r\n'"})
    void shouldAnswerGarbageWith400AndClose(final String request) throws Exception {
        assertTrue(raw(request).startsWith("HTTP/1.1 400"));
    }

    @Test
    void shouldAnswerTooLongLinesWith400() throws Exception {
        final String answer = raw("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
    }

    private String raw(final String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void shouldCloseSilentAndSurplusConnections() throws Exception {
        try (Socket one = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket two = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket three = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket four = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            four.setSoTimeout(1_500);
            assertEquals(-1, four.getInputStream().read());
            for (final Socket silent : new Socket[] {one, two, three}) {
                silent.setSoTimeout(10_000);
                assertEquals(-1, silent.getInputStream().read());
            }
        }
        assertEquals(200, send("GET", "/health/live", "").statusCode());
    }

    @Test
    void shouldNameThePortThatIsInUse() {
        final UncheckedIOException e = assertThrows(
                UncheckedIOException.class, () -> AdminServer.launch(context().port(server.port())));
        assertTrue(e.getMessage().contains(":" + server.port()), e.getMessage());
    }

    @Test
    void shouldRefuseAMissingSupplier() {
        assertThrows(IllegalArgumentException.class, () -> AdminServer.launch(new AdminContext()));
    }
}
