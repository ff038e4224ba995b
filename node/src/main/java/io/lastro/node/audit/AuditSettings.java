package io.lastro.node.audit;

/**
 * Bounds of the auditor.
 *
 * @param intervalMs         time between two checkpoints while there is something new.
 * @param framesPerCheckpoint frames after which one is made earlier.
 * @param alarmSeconds       age of the oldest unsigned event from which on it is an alarm.
 * @param keptNotes          newest signed notes that are kept.
 */
public record AuditSettings(int intervalMs, int framesPerCheckpoint, int alarmSeconds, int keptNotes) {
    /** Frames after which a checkpoint is made although the interval is not over. */
    public static final int FRAMES = 65_536;
}
