/**
 * Memory of the engine: fixed-size records in chunks outside the heap ({@link io.lastro.engine.slab.Slab}), the port
 * that chunks come from ({@link io.lastro.engine.slab.SlabAllocator}), and an index from 128-bit ids to record numbers
 * that grows in small steps ({@link io.lastro.engine.slab.IdIndex}).
 *
 * <p>Nothing here knows what an account or a transfer is. Used by the ledger thread only.
 */
package io.lastro.engine.slab;
