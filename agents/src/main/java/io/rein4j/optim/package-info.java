/** Optimizers on flat arrays: Adam, AdamW, LaProp, Muon, two kinds of RMSProp, and SGD. */
@NullMarked
package io.rein4j.optim;

import org.jspecify.annotations.NullMarked;
