package io.rein4j.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test, or a class of tests, that needs Python; a test may take a {@link Python} as a parameter.
 *
 * <p>Where there is no such Python the test is aborted with a sentence that names what to install;
 * under {@code -Drein4j.require=python} it fails with that sentence.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("python")
@ExtendWith(PythonExtension.class)
public @interface RequiresPython {

  /** {@return the modules that it must be able to import} */
  String[] modules() default {};
}
