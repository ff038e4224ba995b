package io.lastro.engine.rules;

import io.lastro.engine.image.StateImage;
import io.lastro.protocol.LedgerSetting;

/** The journaled configuration: values that admin commands changed, or their defaults. Ledger thread only. */
public final class LedgerConfiguration {
    private static final LedgerSetting[] SETTINGS = LedgerSetting.values();

    private final long[] values = new long[SETTINGS.length];
    private long version;

    /** The defaults, version 0. */
    public LedgerConfiguration() {
        for (final LedgerSetting setting : SETTINGS) {
            values[setting.ordinal()] = defaultOf(setting);
        }
    }

    /** Value of a setting. */
    public long value(final LedgerSetting setting) {
        return values[setting.ordinal()];
    }

    /** How often it was changed. */
    public long version() {
        return version;
    }

    /** Changes a setting. */
    public void change(final LedgerSetting setting, final long value) {
        values[setting.ordinal()] = value;
        version++;
    }

    void image(final StateImage image) {
        version = image.int64(version);
        image.expect(values.length, "number of settings");
        for (int i = 0; i < values.length; i++) {
            values[i] = image.int64(values[i]);
        }
    }

    private static long defaultOf(final LedgerSetting setting) {
        return switch (setting) {
            case MINUTES_WEST_OF_UTC -> 180;
            case NIGHT_START_MINUTE -> 1200;
            case NIGHT_END_MINUTE -> 360;
            case LIMIT_RAISE_DELAY_SECONDS -> 86_400;
        };
    }
}
