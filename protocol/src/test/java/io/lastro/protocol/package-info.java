/** Pins the wire: Java enums, flags, windows and limits against the SBE schema and the codecs generated from it. */
package io.lastro.protocol;
