package io.rein4j.catalog;

import org.jspecify.annotations.Nullable;

/** A module that cannot be used; the message says which, why, and what to do. */
public final class CatalogException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  CatalogException(String sentence) {
    super(sentence);
  }

  CatalogException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
