/** What a checkpoint keeps of a thing, named by one method for writing and for reading. */
@NullMarked
package io.rein4j.state;

import org.jspecify.annotations.NullMarked;
