/**
 * The registry of environments: what there is by id, and how it is made.
 *
 * <p>It stands apart from the contract in {@link io.rein4j.env} because it knows the rooms that
 * implement it.
 */
@NullMarked
package io.rein4j.env.registry;

import org.jspecify.annotations.NullMarked;
