/**
 * {@code lastro dump}, {@code diff} and {@code audit}: journals shown, compared and reported on, by names a person can
 * read.
 *
 * <p>{@link io.lastro.node.inspect.EventFields} gives events and outcomes their names, {@code FrameStream} reads one
 * journal while another is read. Nothing here changes a journal; the node must be stopped.
 */
package io.lastro.node.inspect;
