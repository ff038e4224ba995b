/**
 * Damage to the bytes of a journal that no process uses: torn tails and flipped bits.
 *
 * <p>{@link io.lastro.system.damage.SmallJournal} writes a journal with real outcomes and knows what was acknowledged;
 * {@link io.lastro.system.damage.FrameFinder} finds the frames in raw files by the drawn layout alone, without the
 * journal's own reader.
 */
package io.lastro.system.damage;
