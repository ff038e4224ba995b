/**
 * Configuration: one YAML file, environment overrides, defaults; everything checked before anything starts.
 *
 * <p>{@link io.lastro.node.config.ConfigKey} is the one table of keys. The loader, the printed effective file, the
 * environment names and {@code docs/configuration.md} all come from it, so they cannot disagree. Unknown keys are
 * refused with a suggestion, and all problems are told at once, each with its line; the exit status is then 2.
 *
 * <p>YAML is read without types: values are the text that stands there, and this package alone decides what a number or
 * a size is. Aliases, tags and second documents are refused, the size of a file is bounded.
 * {@link io.lastro.node.config.YamlFile} serves the mapping files of the loader too.
 */
package io.lastro.node.config;
