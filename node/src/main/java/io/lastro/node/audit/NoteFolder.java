package io.lastro.node.audit;

import io.lastro.journal.JournalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signed notes in {@code checkpoints/} of the data directory, one file each, named by the tree's size with 20 digits.
 *
 * <p>A note is written whole (temporary file, sync, rename, sync of the folder) and never changed. The newest ones are
 * kept, since each covers all before it. One thread at a time.
 */
final class NoteFolder {
    /** Name of the folder in the data directory. */
    static final String FOLDER = "checkpoints";

    private static final Pattern NAME = Pattern.compile("([0-9]{20})\\.note");

    private static final String NAME_FORMAT = "%020d.note";
    private static final Logger LOG = LoggerFactory.getLogger(NoteFolder.class);

    private final Path folder;
    private final JournalStorage storage;
    private final int kept;
    private final Deque<Path> notes = new ArrayDeque<>();

    /** Lists what is there; makes the folder when it is not. */
    NoteFolder(final Path dataDirectory, final JournalStorage storage, final int kept) throws IOException {
        folder = dataDirectory.resolve(FOLDER);
        this.storage = storage;
        this.kept = kept;
        if (!Files.isDirectory(folder)) {
            storage.createDirectory(folder);
            storage.forceDirectory(dataDirectory);
        }
        try (Stream<Path> files = Files.list(folder)) {
            final List<Path> found = files.filter(NoteFolder::isNote).sorted().toList();
            notes.addAll(found);
        }
    }

    /** Whether a file has the name of a note. */
    static boolean isNote(final Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    /** Name of the note of a size. */
    static String name(final long size) {
        return String.format(NAME_FORMAT, size);
    }

    /** Text of the newest note that is whole; null when there is none. */
    NoteText newest() throws IOException {
        final Iterator<Path> files = notes.descendingIterator();
        while (files.hasNext()) {
            final Path file = files.next();
            final NoteText text = NoteText.parse(Files.readAllBytes(file));
            if (text != null && name(text.size()).equals(file.getFileName().toString())) {
                return text;
            }
            LOG.error("the signed note {} is damaged; the one before it is used", file.getFileName());
        }
        return null;
    }

    /** The note of a size. */
    byte[] bytes(final long size) throws IOException {
        return Files.readAllBytes(folder.resolve(name(size)));
    }

    /** Writes the next note; older ones that are too many go. Returns when it is on disk. */
    void write(final long size, final byte[] note) throws IOException {
        final Path file = folder.resolve(name(size));
        storage.replace(file, note);
        if (!file.equals(notes.peekLast())) {
            notes.addLast(file);
        }
        while (notes.size() > kept) {
            storage.delete(notes.peekFirst());
            notes.removeFirst();
        }
    }

    /** Notes that are kept now. */
    int count() {
        return notes.size();
    }
}
