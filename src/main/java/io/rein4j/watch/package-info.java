/** Pictures of an agent at play: captions, and films as GIF, APNG, MP4, frames or in a window. */
@Incubating
@NullMarked
package io.rein4j.watch;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
