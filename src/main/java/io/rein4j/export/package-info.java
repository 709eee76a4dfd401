/** Agents out of Rein4J: models that DL4J loads, and ONNX models that any runtime runs. */
@Incubating
@NullMarked
package io.rein4j.export;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
