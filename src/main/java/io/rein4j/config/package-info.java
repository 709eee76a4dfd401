/**
 * Configs: the strict YAML reader that binds the settings records of all rooms, its errors, the
 * resolved config that a run folder keeps, and the JSON schema.
 */
@NullMarked
package io.rein4j.config;

import org.jspecify.annotations.NullMarked;
