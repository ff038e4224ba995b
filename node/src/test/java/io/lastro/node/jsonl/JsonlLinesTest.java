package io.lastro.node.jsonl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lastro.engine.Invariant;
import io.lastro.engine.embedded.EmbeddedLedger;
import io.lastro.engine.embedded.Ledger;
import io.lastro.engine.embedded.LedgerFullException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonlLinesTest {
    private static final String RESET = "{\"op\":\"reset\"}";
    private static final String RESET_REPLY = "{\"lastSequence\":\"0\",\"timeNs\":\"0\"}";
    private static final List<String> GOOD_LINES = List.of(
            "{\"op\":\"createAccounts\",\"events\":[{\"id\":\"1\",\"ledger\":986,\"code\":1},"
                    + "{\"id\":\"2\",\"ledger\":986,\"code\":1,\"flags\":[\"debitsMustNotExceedCredits\"]}]}",
            "{\"op\":\"createTransfers\",\"advanceNs\":\"5\",\"events\":[{\"id\":\"7\",\"debitAccountId\":\"1\","
                    + "\"creditAccountId\":\"2\",\"amount\":\"50\",\"ledger\":986,\"code\":1,\"flags\":[\"pending\"],"
                    + "\"timeout\":9,\"reference\":\"abc\"}]}",
            "{\"op\":\"admin\",\"events\":[{\"kind\":\"setLimit\",\"commandId\":\"4\",\"accountId\":\"2\","
                    + "\"limitKind\":\"day\",\"amount\":\"9\",\"codes\":[1,2],\"signedBy\":[\"a\",\"b\"]}]}",
            "{\"op\":\"accountTransfers\",\"filter\":{\"accountId\":\"2\",\"side\":\"both\",\"limit\":5}}",
            "{\"op\":\"balanceAt\",\"accountId\":\"2\",\"timestamp\":\"3\"}",
            "{\"op\":\"lookupTransfers\",\"ids\":[\"7\",\"8\"],\"requestId\":\"x\"}");

    @ParameterizedTest(name = "{0} -> {1} at {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ~~                                                                 | emptyLine        |
            ~  ~                                                               | emptyLine        |
            nonsense                                                           | invalidJson      |
            7                                                                  | invalidJson      |
            null                                                               | invalidJson      |
            ["op"]                                                             | invalidJson      |
            {"op":"reset"},                                                    | invalidJson      |
            {"op":"reset","a":[[[[[[[[[1]]]]]]]]]}                             | invalidJson      |
            {"op":"reset","a":NaN}                                             | invalidJson      |
            {"op":'reset'}                                                     | invalidJson      |
            {"op":"createAccounts","events":[{"id":1,"id":2}]}                 | invalidJson      |
            {}                                                                 | missingField     | op
            {"op":7}                                                           | badValue         | op
            {"op":null}                                                        | badValue         | op
            {"op":"Reset"}                                                     | unknownOp        | op
            {"op":"reset","events":[]}                                         | unknownField     | events
            {"op":"reset","requestId":[1]}                                     | badValue         | requestId
            {"op":"reset","advanceNs":"1","setTimeNs":"1"}                     | malformedRequest |
            {"op":"advanceNs"}                                                 | missingField     | value
            {"op":"advanceNs","value":"9223372036854775807"}                   | malformedRequest |
            {"op":"setTimeNs","value":"9223372036854775807"}                   | malformedRequest |
            {"op":"setTimeNs","value":"9223372036854775808"}                   | badValue         | value
            {"op":"createAccounts","events":{}}                                | badValue         | events
            {"op":"createAccounts","events":[7]}                               | badValue         | events[0]
            {"op":"createAccounts","events":[{},{"ledger":4294967296}]}        | badValue         | events[1].ledger
            {"op":"createAccounts","events":[{"code":65536}]}                  | badValue         | events[0].code
            {"op":"createAccounts","events":[{"code":""}]}                     | badValue         | events[0].code
            {"op":"createAccounts","events":[{"code":" 1"}]}                   | badValue         | events[0].code
            {"op":"createAccounts","events":[{"code":1e3}]}                    | badValue         | events[0].code
            {"op":"createAccounts","events":[{"code":null}]}                   | badValue         | events[0].code
            {"op":"createAccounts","events":[{"code":true}]}                   | badValue         | events[0].code
            {"op":"createAccounts","events":[{"flags":"linked"}]}              | badValue         | events[0].flags
            {"op":"createAccounts","events":[{"flags":[1]}]}                   | badValue         | events[0].flags
            {"op":"createAccounts","events":[{"flags":65536}]}                 | badValue         | events[0].flags
            {"op":"createAccounts","events":[{"userData64":"18446744073709551616"}]} | badValue   | events[0].userData64
            {"op":"lookupAccounts","ids":["340282366920938463463374607431768211456"]} | badValue  | ids
            {"op":"lookupAccounts"}                                            | missingField     | ids
            {"op":"createTransfers","events":[{"reference":5}]}                | badValue         | events[0].reference
            {"op":"admin","events":[{}]}                                       | missingField     | events[0].kind
            {"op":"admin","events":[{"kind":"pay"}]}                           | badValue         | events[0].kind
            {"op":"admin","events":[{"kind":"setLimit"}]}                      | malformedRequest |
            {"op":"admin","events":[{"kind":"freeze","sides":"left"}]}         | badValue         | events[0].sides
            {"op":"admin","events":[{"kind":"setLimit","removes":1}]}          | badValue         | events[0].removes
            {"op":"admin","events":[{"kind":"freeze","signedBy":"ana"}]}       | badValue         | events[0].signedBy
            {"op":"admin","events":[{"kind":"setLimit","codes":["x"]}]}        | badValue         | events[0].codes
            {"op":"accountTransfers"}                                          | missingField     | filter
            {"op":"accountTransfers","filter":[]}                              | badValue         | filter
            {"op":"accountTransfers","filter":{}}                              | missingField     | filter.accountId
            {"op":"accountTransfers","filter":{"accountId":1,"side":"x"}}      | badValue         | filter.side
            {"op":"accountTransfers","filter":{"accountId":1}}                 | malformedRequest |
            {"op":"queryAccounts","filter":{"reference":"x"}}                  | malformedRequest |
            {"op":"queryTransfers","filter":{"newestFirst":"yes"}}             | badValue         | filter.newestFirst
            {"op":"queryTransfers","filter":{"limit":2147483648}}              | badValue         | filter.limit
            {"op":"balanceAt","accountId":1}                                   | malformedRequest |
            {"op":"balanceAt","accountId":1,"timestamp":1,"sequence":1}        | malformedRequest |
            {"op":"changeEvents","limit":0}                                    | malformedRequest |
            """)
    void shouldSayWhatIsWrongAndWhere(final String line, final String code, final String where) throws IOException {
        final List<String> replies = serve(EmbeddedLedger::new, line + "\n" + RESET + "\n");
        final Map<?, ?> error = (Map<?, ?>) tree(replies.get(0)).get("error");
        assertEquals(code, error.get("code"));
        assertEquals(where, error.get("where"));
        assertFalse(error.get("message").toString().isBlank());
        assertEquals(RESET_REPLY, replies.get(1));
        assertEquals(2, replies.size());
    }

    @Test
    void shouldTakeLinesWithAndWithoutTheirEnds() throws IOException {
        assertEquals(List.of(), serve(EmbeddedLedger::new, ""));
        assertEquals(List.of(RESET_REPLY), serve(EmbeddedLedger::new, RESET));
        assertEquals(List.of(RESET_REPLY, RESET_REPLY), serve(EmbeddedLedger::new, RESET + "\r\n  " + RESET + " \r\n"));
    }

    @Test
    void shouldBoundALineAndWorkOn() throws IOException {
        final String longest = RESET + " ".repeat(LineInput.MAX_LINE_BYTES - RESET.length());
        final List<String> replies =
                serve(EmbeddedLedger::new, longest + "\n" + longest + " \n" + "x".repeat(40_000_000) + "\n" + RESET);
        assertEquals(RESET_REPLY, replies.get(0));
        assertTrue(replies.get(1).startsWith("{\"error\":{\"code\":\"lineTooLong\""));
        assertTrue(replies.get(2).startsWith("{\"error\":{\"code\":\"lineTooLong\""));
        assertEquals(RESET_REPLY, replies.get(3));
    }

    @Test
    void shouldBoundWhatALineHolds() throws IOException {
        final String tooManyEvents = "{\"op\":\"createAccounts\",\"events\":[" + "{},".repeat(8_190) + "{}]}";
        final String row = "[" + "0,".repeat(8_189) + "0]";
        final String tooManyValues = "{\"op\":\"reset\",\"x\":["
                + IntStream.range(0, 100).mapToObj(i -> row).collect(Collectors.joining(",")) + "]}";
        final List<String> replies = serve(EmbeddedLedger::new, tooManyEvents + "\n" + tooManyValues + "\n" + RESET);
        assertTrue(replies.get(0).startsWith("{\"error\":{\"code\":\"tooMany\""), replies.get(0));
        assertTrue(replies.get(1).startsWith("{\"error\":{\"code\":\"tooMany\""), replies.get(1));
        assertEquals(RESET_REPLY, replies.get(2));
    }

    @Test
    void shouldTakeAFullBatch() throws IOException {
        final String events = IntStream.rangeClosed(1, 8_190)
                .mapToObj(id -> "{\"id\":\"" + id + "\",\"ledger\":1,\"code\":1,\"flags\":[],\"userData128\":\"1\"}")
                .collect(Collectors.joining(","));
        final List<String> replies =
                serve(EmbeddedLedger::new, "{\"op\":\"createAccounts\",\"events\":[" + events + "]}\n");
        assertTrue(replies.get(0).endsWith("\"lastSequence\":\"8190\",\"timeNs\":\"0\"}"));
    }

    @Test
    void shouldRepeatTheRequestIdAlsoWithAnError() throws IOException {
        assertEquals(
                List.of(
                        "{\"requestId\":\"a\\\"b\"," + RESET_REPLY.substring(1),
                        "{\"requestId\":12345678901234567890," + RESET_REPLY.substring(1)),
                serve(
                        EmbeddedLedger::new,
                        "{\"op\":\"reset\",\"requestId\":\"a\\\"b\"}\n"
                                + "{\"requestId\":12345678901234567890,\"op\":\"reset\"}"));
        assertTrue(serve(EmbeddedLedger::new, "{\"requestId\":5,\"op\":\"x\"}")
                .get(0)
                .startsWith("{\"requestId\":5,\"error\":{\"code\":\"unknownOp\""));
    }

    @Test
    void shouldFlushBeforeItWaits() throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final InputStream in = new InputStream() {
            private int requests;

            @Override
            public int read() {
                throw new AssertionError("lines are read in blocks, never byte by byte");
            }

            @Override
            public int read(final byte[] target, final int offset, final int length) {
                final long replies =
                        out.toString(StandardCharsets.UTF_8).lines().count();
                assertEquals(requests, replies, "all replies are out before the next read");
                if (requests == 3) {
                    return -1;
                }
                requests++;
                final byte[] line = (RESET + "\n").getBytes(StandardCharsets.UTF_8);
                System.arraycopy(line, 0, target, offset, line.length);
                return line.length;
            }
        };
        EngineCommand.serve(in, out, EmbeddedLedger::new);
        assertEquals((RESET_REPLY + "\n").repeat(3), out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldTellTheInvariantOfAHaltedEngineUntilReset() throws IOException {
        final String look = "{\"op\":\"lookupAccounts\",\"ids\":[]}\n";
        final List<String> replies = serve(
                new Supplier<>() {
                    private boolean used;

                    @Override
                    public Ledger get() {
                        final boolean broken = !used;
                        used = true;
                        return broken
                                ? failing(() -> Invariant.equal(1, 2, "entry balances posted"))
                                : new EmbeddedLedger();
                    }
                },
                look + look + RESET + "\n" + look);
        for (final String reply : replies.subList(0, 2)) {
            assertTrue(reply.startsWith("{\"error\":{\"code\":\"halted\""), reply);
            assertTrue(reply.contains("entry balances posted"), reply);
        }
        assertEquals(RESET_REPLY, replies.get(2));
        assertEquals("{\"accounts\":[]," + RESET_REPLY.substring(1), replies.get(3));
    }

    @Test
    void shouldTellThatTheLedgerIsFull() throws IOException {
        final Supplier<Ledger> full = () -> failing(() -> {
            throw new LedgerFullException();
        });
        final List<String> replies = serve(full, "{\"op\":\"createAccounts\",\"events\":[]}");
        assertTrue(replies.get(0).startsWith("{\"error\":{\"code\":\"ledgerFull\""), replies.get(0));
    }

    /** Good requests with bytes changed, cut and doubled: one reply for each line, never a crash, never a halt. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void shouldAnswerEveryBrokenLine(final long seed) throws IOException {
        final Random random = new Random(seed);
        final ByteArrayOutputStream input = new ByteArrayOutputStream();
        final int lines = 5_000;
        for (int i = 0; i < lines; i++) {
            final byte[] line =
                    GOOD_LINES.get(random.nextInt(GOOD_LINES.size())).getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(4); change > 0; change--) {
                line[random.nextInt(line.length)] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) "{}[]\",:019-".charAt(random.nextInt(11));
            }
            final int length = random.nextInt(5) == 0 ? random.nextInt(line.length) : line.length;
            for (int at = 0; at < length; at++) {
                input.write(line[at] == '\n' ? ' ' : line[at]);
            }
            input.write('\n');
        }
        final List<String> replies = serve(EmbeddedLedger::new, input.toByteArray());
        assertEquals(lines, replies.size());
        assertTrue(replies.stream().noneMatch(reply -> reply.contains("\"code\":\"halted\"")));
        assertTrue(replies.stream().anyMatch(reply -> !reply.contains("\"error\":{")));
        replies.forEach(JsonlLinesTest::tree);
    }

    private static Ledger failing(final Runnable failure) {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    if (method.getReturnType() == List.class) {
                        failure.run();
                    }
                    return method.getReturnType() == long.class ? 0L : null;
                });
    }

    private static List<String> serve(final Supplier<Ledger> ledgers, final String input) throws IOException {
        return serve(ledgers, input.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> serve(final Supplier<Ledger> ledgers, final byte[] input) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        EngineCommand.serve(new ByteArrayInputStream(input), out, ledgers);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static Map<String, Object> tree(final String json) {
        final byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new JsonReader().read(bytes, bytes.length);
    }
}
