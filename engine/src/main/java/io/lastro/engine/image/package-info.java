/**
 * The state of a ledger as a stream of bytes: what a snapshot holds.
 *
 * <p>Every store has one method, {@code image(StateImage)}, which both saves and loads it, so that the two cannot
 * disagree. The bytes are those of the memory layout that each store draws; {@link io.lastro.engine.image.StateImage#LAYOUT}
 * is raised when one of them changes, and an image of another layout is refused.
 *
 * <p>Where the bytes go, and how they are checked, is the business of who brings the {@link
 * io.lastro.engine.image.StateImage}; there are no files here.
 */
package io.lastro.engine.image;
