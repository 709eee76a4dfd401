package io.rein4j.settings;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A mark of settings records for which the compiler generates a builder, with a method for each
 * component. Records hand it out filled: {@code builder()} with what holds by default, {@code
 * toBuilder()} with their own values.
 */
@RecordBuilder.Template(
    options =
        @RecordBuilder.Options(
            builderMethodName = "empty",
            copyMethodName = "from",
            enableWither = false,
            enableGetters = false,
            addStaticBuilder = false,
            addClassRetainedGenerated = true,
            fileComment = "",
            fileIndent = "  "))
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
public @interface WithBuilder {}
