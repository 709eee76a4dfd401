package io.rein4j.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test, or a class of tests, that needs Chromium; a test may take a {@link Browser} as a
 * parameter. The tests of a class share one.
 *
 * <p>Where there is none the test is aborted with a sentence that names what to install; under
 * {@code -Drein4j.require=browser} it fails with that sentence.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("browser")
@ExtendWith(BrowserExtension.class)
public @interface RequiresBrowser {}
