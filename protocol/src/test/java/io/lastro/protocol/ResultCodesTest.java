package io.lastro.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Names, numbers and order of every result and error: Java and schema say the same. */
class ResultCodesTest {
    @Test
    void shouldListAccountResultsAsTheSchemaDoes() throws Exception {
        final List<Schema.Entry> java = new ArrayList<>();
        for (final CreateAccountResult result : CreateAccountResult.values()) {
            java.add(new Schema.Entry(result.wireName(), result.code()));
            assertEquals(result.wireName(), camelCase(result.name()));
            assertSame(result, CreateAccountResult.ofCode(result.code()));
        }
        assertEquals(Schema.read().enumValues("CreateAccountResult"), java);
        assertDense(java, 0);
        assertThrows(IllegalArgumentException.class, () -> CreateAccountResult.ofCode(java.size()));
        assertThrows(IllegalArgumentException.class, () -> CreateAccountResult.ofCode(-1));
    }

    @Test
    void shouldListTransferResultsAsTheSchemaDoes() throws Exception {
        final List<Schema.Entry> java = new ArrayList<>();
        for (final CreateTransferResult result : CreateTransferResult.values()) {
            java.add(new Schema.Entry(result.wireName(), result.code()));
            assertEquals(result.wireName(), camelCase(result.name()));
            assertSame(result, CreateTransferResult.ofCode(result.code()));
        }
        assertEquals(Schema.read().enumValues("CreateTransferResult"), java);
        assertDense(java, 0);
        assertThrows(IllegalArgumentException.class, () -> CreateTransferResult.ofCode(java.size()));
        assertThrows(IllegalArgumentException.class, () -> CreateTransferResult.ofCode(-1));
    }

    @Test
    void shouldListAdminResultsAsTheSchemaDoes() throws Exception {
        final List<Schema.Entry> java = new ArrayList<>();
        for (final AdminResult result : AdminResult.values()) {
            java.add(new Schema.Entry(result.wireName(), result.code()));
            assertEquals(result.wireName(), camelCase(result.name()));
            assertSame(result, AdminResult.ofCode(result.code()));
        }
        assertEquals(Schema.read().enumValues("AdminResult"), java);
        assertDense(java, 0);
        assertThrows(IllegalArgumentException.class, () -> AdminResult.ofCode(java.size()));
        assertThrows(IllegalArgumentException.class, () -> AdminResult.ofCode(-1));
    }

    @Test
    void shouldListErrorsAsTheSchemaDoes() throws Exception {
        final List<Schema.Entry> java = new ArrayList<>();
        for (final ErrorCode error : ErrorCode.values()) {
            java.add(new Schema.Entry(error.wireName(), error.code()));
            assertEquals(error.wireName(), camelCase(error.name()));
            assertSame(error, ErrorCode.ofCode(error.code()));
        }
        assertEquals(Schema.read().enumValues("ErrorCode"), java);
        assertDense(java, 1);
        assertThrows(IllegalArgumentException.class, () -> ErrorCode.ofCode(0));
        assertThrows(IllegalArgumentException.class, () -> ErrorCode.ofCode(java.size() + 1));
    }

    /** Numbers are wire and journal format: these may never change, whatever schema and enum agree on. */
    @Test
    void shouldKeepTheNumbersThatAreInJournals() {
        assertEquals(0, CreateAccountResult.CREATED.code());
        assertEquals(18, CreateAccountResult.EXISTS.code());
        assertEquals(22, CreateAccountResult.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS.code());
        assertEquals(23, CreateAccountResult.values().length);
        assertEquals(0, CreateTransferResult.CREATED.code());
        assertEquals(1, CreateTransferResult.LINKED_EVENT_FAILED.code());
        assertEquals(25, CreateTransferResult.EXISTS.code());
        assertEquals(26, CreateTransferResult.ID_ALREADY_FAILED.code());
        assertEquals(41, CreateTransferResult.DEBIT_ACCOUNT_NOT_FOUND.code());
        assertEquals(56, CreateTransferResult.PENDING_TRANSFER_EXPIRED.code());
        assertEquals(72, CreateTransferResult.EXCEEDS_CREDITS.code());
        assertEquals(78, CreateTransferResult.EXCEEDS_VELOCITY_LIMIT.code());
        assertEquals(79, CreateTransferResult.values().length);
        assertEquals(0, AdminResult.OK.code());
        assertEquals(8, AdminResult.VERSION_MISMATCH.code());
        assertEquals(30, AdminResult.EXCEEDS_CREDITS.code());
        assertEquals(32, AdminResult.values().length);
        assertEquals(12, ErrorCode.BUSY.code());
        assertEquals(20, ErrorCode.NOT_PRIMARY.code());
    }

    private static void assertDense(final List<Schema.Entry> entries, final int first) {
        final HashSet<Integer> numbers = new HashSet<>();
        for (final Schema.Entry entry : entries) {
            assertTrue(numbers.add(entry.number()), "number used twice: " + entry);
            assertTrue(entry.number() >= first && entry.number() < first + entries.size(), "gap at " + entry);
        }
    }

    private static String camelCase(final String constant) {
        final StringBuilder name = new StringBuilder();
        for (final String word : constant.toLowerCase(Locale.ROOT).split("_")) {
            name.append(
                            name.isEmpty()
                                    ? word.substring(0, 1)
                                    : word.substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(word.substring(1));
        }
        return name.toString();
    }
}
