/** Gymnasium 1.3.0's lunar lander in Java, on jbox2d, which is Box2D 2.2 written anew. */
@NullMarked
package io.rein4j.env.box2d;

import org.jspecify.annotations.NullMarked;
