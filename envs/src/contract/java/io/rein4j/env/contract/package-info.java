/**
 * The contract kits for authors of environments and wrappers: classes to extend, whose tests are
 * those that the environments and wrappers of Rein4J pass.
 */
@NullMarked
package io.rein4j.env.contract;

import org.jspecify.annotations.NullMarked;
