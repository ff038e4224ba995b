package io.lastro.journal;

/** Why a journal cannot be opened, read or written. Codes are pinned: append only. */
public enum JournalErrorCode {
    /** Another process holds the data directory. */
    LOCKED(1),
    /** A file that is not ours lies in the data directory. */
    FOREIGN_FILE(2),
    /** Written by a newer version. */
    NEWER_VERSION(3),
    /** Written by a version that is no longer read. */
    OLDER_VERSION(4),
    /** A frame that was acknowledged has no good copy, or one of its copies is damaged. */
    DAMAGED_MIDDLE(5),
    /** The identity file is missing or damaged. */
    DAMAGED_IDENTITY(6),
    /** The Chronicle container around good frames is damaged. */
    DAMAGED_CONTAINER(7),
    /** The write-ahead ring is missing, incomplete or damaged. */
    DAMAGED_RING(8),
    /** The data belongs to another cluster. */
    FOREIGN_CLUSTER(9),
    /** The directory cannot be written. */
    NOT_WRITABLE(10),
    /** The disk is full or below the free-space floor. */
    DISK_FULL(11),
    /** The operating system reported an error; also the cause of a halt. */
    IO_ERROR(12),
    /** A file is shorter than what it must hold. */
    EMPTY_FILE(13),
    /** A request is larger than a group can be. */
    REQUEST_TOO_LARGE(14),
    /** The caller passed data that breaks an invariant, such as a sequence that is not the next one. */
    INVALID_APPEND(15),
    /** A repair cannot prove that every acknowledged frame is there. */
    NOT_PROVABLE(16),
    /** A snapshot does not belong to this journal. */
    SNAPSHOT_MISMATCH(17),
    /** A snapshot is damaged, of another version or of another layout. */
    DAMAGED_SNAPSHOT(18),
    /** Frames and chain are good, but a check over their contents objects. */
    CHECK_FAILED(19);

    private final int code;

    JournalErrorCode(final int code) {
        this.code = code;
    }

    /** The pinned number. */
    public int code() {
        return code;
    }
}
