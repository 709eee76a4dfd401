/**
 * What tests of all modules need and the JDK has not: Python, a browser, servers in processes of
 * their own, random trials, counted allocations. It knows nothing of Rein4J.
 */
@NullMarked
package io.rein4j.harness;

import org.jspecify.annotations.NullMarked;
