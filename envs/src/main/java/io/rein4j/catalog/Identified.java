package io.rein4j.catalog;

/** An entry of the catalog that knows its own name, as the spec of an environment does. */
public interface Identified {

  /** {@return the name of the entry among those of its kind} */
  String id();
}
