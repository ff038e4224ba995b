package io.lastro.node;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailPointsTest {
    @Test
    void shouldBeUnarmedWithoutASetting() {
        assertFalse(FailPoints.parse(null).armed());
        assertFalse(FailPoints.parse(" ").armed());
        assertTrue(FailPoints.parse("AFTER_EXECUTE:3").armed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AFTER_EXECUTE", "AFTER_EXECUTE:0", "AFTER_EXECUTE:-1", "AFTER_EXECUTE:1:2", "A:x"})
    void shouldRefuseWhatItDoesNotUnderstand(final String text) {
        assertThrows(IllegalArgumentException.class, () -> FailPoints.parse(text));
    }
}
