package io.rein4j.settings;

/**
 * One setting of a record, and the checks of its value against a domain. NaN is in none of them.
 *
 * <p>What a check throws is a sentence, and carries the key, so that whoever read the value from a
 * file can say where it stands.
 *
 * @param key the setting's key in its record, in kebab-case
 * @param subject what begins a sentence about it
 * @param circumstance what ends a sentence about its value, such as when it has it; may be empty
 */
public record Setting(String key, String subject, String circumstance) {

  private static final String NARROW = "it is computed with in 32 bits";

  /** A domain of numbers. */
  @FunctionalInterface
  public interface Domain {

    /**
     * Refuses a value that is not in the domain.
     *
     * @param setting whose value it is
     * @param value the value
     * @throws SettingException if it is not in the domain
     */
    void require(Setting setting, double value);
  }

  /**
   * A setting that is called by its key.
   *
   * @param key the key in its record, in kebab-case
   */
  public Setting(String key) {
    this(key, "'" + key + "'");
  }

  /**
   * A setting with words of its own.
   *
   * @param key the key in its record, in kebab-case
   * @param subject what begins a sentence about it
   */
  public Setting(String key, String subject) {
    this(key, subject, "");
  }

  /**
   * {@return this setting when it has one of several values}
   *
   * @param moment when that is, as in "at the end"
   */
  public Setting when(String moment) {
    return new Setting(key, subject, " " + moment);
  }

  /** Requires a number in [0, 1]. */
  public void share(double value) {
    require(value >= 0 && value <= 1, "in [0, 1]", value);
  }

  /** Requires a number in [0, 1). */
  public void shareBelowOne(double value) {
    require(value >= 0 && value < 1, "in [0, 1)", value);
  }

  /** Requires a number in (0, 1]. */
  public void shareAboveZero(double value) {
    require(value > 0 && value <= 1, "in (0, 1]", value);
  }

  /** Requires a finite number. */
  public void finite(double value) {
    require(Double.isFinite(value), "finite", value);
  }

  /** Requires a finite number above 0. */
  public void positive(double value) {
    require(value > 0 && value < Double.POSITIVE_INFINITY, "finite and > 0", value);
  }

  /** Requires a number above 0, or infinity. */
  public void positiveOrInfinite(double value) {
    require(value > 0, "> 0", value);
  }

  /** Requires a finite number of at least 0. */
  public void notNegative(double value) {
    require(value >= 0 && value < Double.POSITIVE_INFINITY, "finite and ≥ 0", value);
  }

  /** Requires a finite number of at least 0 that is finite in 32 bits too. */
  public void notNegativeFloat(double value) {
    notNegative(value);
    withinFloats(value);
  }

  /** Requires a number that does not become infinite in 32 bits, unless it is infinite. */
  public void withinFloats(double value) {
    if (Double.isInfinite(value) != Float.isInfinite((float) value)) {
      throw refused("of size up to 3.4E38", value, NARROW);
    }
  }

  /** Requires a number that does not become 0 in 32 bits, unless it is 0. */
  public void notBelowFloats(double value) {
    if ((value == 0) != ((float) value == 0)) {
      throw refused("0, or of size from 1.4E-45 on", value, NARROW);
    }
  }

  /**
   * Requires a number between two others, neither of which it may be.
   *
   * @param low below it
   * @param high above it
   * @param value the number
   */
  public void between(double low, double high, double value) {
    require(value > low && value < high, "in (" + plain(low) + ", " + plain(high) + ")", value);
  }

  /**
   * Requires a number that is large enough.
   *
   * @param least the smallest allowed
   * @param value the number
   */
  public void atLeast(long least, long value) {
    if (value < least) {
      throw refused("≥ " + least, value);
    }
  }

  /**
   * Requires a number within bounds.
   *
   * @param least the smallest allowed
   * @param most the largest allowed
   * @param value the number
   */
  public void within(long least, long most, long value) {
    if (value < least || value > most) {
      throw refused("in [" + least + ", " + most + "]", value);
    }
  }

  /**
   * {@return the refusal of a value}
   *
   * @param domain what the value must be, as in "> 0"
   * @param value the value
   */
  public SettingException refused(String domain, Object value) {
    return refusedAs("must be " + domain + ", but is " + value + circumstance + ".");
  }

  /**
   * {@return the refusal of a value, with the reason}
   *
   * @param domain what the value must be, as in "> 0"
   * @param value the value
   * @param reason why
   */
  public SettingException refused(String domain, Object value, String reason) {
    return refusedAs(
        "must be " + domain + ", but is " + value + circumstance + ": " + reason + ".");
  }

  private SettingException refusedAs(String predicate) {
    return new SettingException(key, subject + " " + predicate);
  }

  private void require(boolean holds, String domain, double value) {
    if (!holds) {
      throw refused(domain, value);
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
