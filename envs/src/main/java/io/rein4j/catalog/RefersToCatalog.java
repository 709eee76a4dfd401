package io.rein4j.catalog;

/** Settings that name an entry of the catalog, such as an environment by its id. */
public interface RefersToCatalog {

  /**
   * Makes sure that the catalog has what the settings name.
   *
   * @param catalog where they look it up
   * @throws io.rein4j.settings.SettingException if it is not there
   */
  void requireKnown(Catalog catalog);
}
