package io.rein4j.schedule;

import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;

/** The checks that schedules share. */
public final class Schedules {

  /** Where a schedule is looked at: those of this room have no other extremes. */
  private static final int POINTS = 1001;

  private Schedules() {}

  /**
   * Makes sure that a schedule keeps to a domain all over training.
   *
   * @param setting whose schedule it is
   * @param schedule its values
   * @param domain what each of them is in
   * @throws io.rein4j.settings.SettingException if one is not
   */
  public static void require(Setting setting, Schedule schedule, Setting.Domain domain) {
    if (schedule instanceof Constant constant) {
      domain.require(setting, constant.value());
      return;
    }
    for (int i = 0; i < POINTS; i++) {
      double progress = (double) i / (POINTS - 1);
      domain.require(
          setting.when("when " + progress + " of training is over"), schedule.at(progress));
    }
  }

  static Setting setting(String key) {
    return new Setting(key, "A schedule's '" + key + "'");
  }

  static void requireUntil(double until) {
    if (!(until > 0 && until <= 1)) {
      throw new SettingException(
          "until", "A schedule's 'until' is a share of training in (0, 1], but is " + until + ".");
    }
  }
}
