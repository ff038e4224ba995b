package io.lastro.hsm;

/**
 * What a token says about itself.
 *
 * @param label its label.
 * @param serial its serial number.
 * @param model its model.
 * @param pinCountLow a wrong PIN was given since the last good one.
 * @param pinFinalTry one more wrong PIN locks it.
 * @param pinLocked it is locked.
 */
public record TokenState(
        String label, String serial, String model, boolean pinCountLow, boolean pinFinalTry, boolean pinLocked) {}
