/**
 * A naive ledger written from SEMANTICS.md alone, with plain maps and copies of everything, that the engine is compared
 * with on random histories; the requests that both understand; and the harness that runs them.
 */
package io.lastro.engine.model;
