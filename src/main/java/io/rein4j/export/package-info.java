/** Agents out of Rein4J: models that DL4J loads, and ONNX models that any runtime runs. */
@NullMarked
package io.rein4j.export;

import org.jspecify.annotations.NullMarked;
