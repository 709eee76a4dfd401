/**
 * The policies of trained agents apart from them: files that hold one, and acting by it in any
 * program, from many threads, with the JDK and OpenBLAS alone.
 */
@NullMarked
package io.rein4j.policy;

import org.jspecify.annotations.NullMarked;
