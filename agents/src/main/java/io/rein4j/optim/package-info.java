/** Optimizers: Adam, AdamW, two kinds of RMSProp, and SGD with momentum, on flat arrays. */
@NullMarked
package io.rein4j.optim;

import org.jspecify.annotations.NullMarked;
