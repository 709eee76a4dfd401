package io.rein4j.study.plan;

import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.study.statistics.SeedLooks;
import java.util.List;

/**
 * How many seeds a sequential study has, counted from 1.
 *
 * @param from the seeds of every cell at the first look
 * @param to the most seeds that a cell can have: those of the last look
 */
public record SeedRange(int from, int to) {

  private static final double LEVEL = 0.05;

  public SeedRange {
    new Setting("to").within(2, SeedList.MOST, to);
    new Setting("from").within(2, SeedList.MOST, from);
    if (from > to) {
      throw new SettingException(
          List.of("to", "from"),
          "'to' must be at least 'from', which is %s, but is %s.".formatted(from, to));
    }
    int looks = SeedLooks.growing(from, to).size();
    int least = SeedLooks.leastSeeds(looks, LEVEL);
    if (from < least) {
      throw new SettingException(
          List.of("from", "to"),
          "'from' must be %s or more: with %s up to %s seeds, the smallest p-value of fewer seeds is not below the first look's share of the error, %s. But it is %s."
              .formatted(
                  least, looks == 1 ? "one look" : looks + " looks", to, LEVEL / looks, from));
    }
  }

  /** {@return the numbers of seeds at which the study is looked at, growing by about a half} */
  List<Integer> looks() {
    return SeedLooks.growing(from, to);
  }
}
