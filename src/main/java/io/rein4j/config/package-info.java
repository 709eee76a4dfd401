/**
 * Configs: the strict YAML reader that binds the settings records of all rooms, its errors, the
 * resolved config that a run folder keeps, and the JSON schema.
 */
@Incubating
@NullMarked
package io.rein4j.config;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
