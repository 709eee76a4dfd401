package io.rein4j.env.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.Env;
import io.rein4j.env.gym.GymSettings;
import io.rein4j.env.wrap.RewardScale;
import io.rein4j.settings.SettingException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EnvSettingsTest {

  @Test
  void open_nativeEnvironment_makesItWithItsOptionsAndLimit() {
    EnvSettings settings =
        EnvSettings.builder("Pendulum-v1")
            .options(Map.of("g", 9.81))
            .wrappers(List.of(new RewardScale(2)))
            .build();
    settings.requireKnown(Catalog.standard());

    try (EnvSource source = settings.open(Catalog.standard(), notice -> {});
        Env env = source.make()) {
      assertThat(env.actionSpace().size()).isEqualTo(1);
      assertThat(source.maxEpisodeSteps()).hasValue(200);
      assertThat(source.frameStack()).isEmpty();
      assertThat(source.together(List.of(env))).isEmpty();
      assertThat(source.versions()).isEmpty();
      assertThat(source.resumedInexactly()).isFalse();
    }
    assertThat(settings.isOfModule()).isFalse();
    assertThat(EnvSettings.builder("gym:my_package:MyEnv-v0").build().isOfModule()).isTrue();
    assertThat(settings.toBuilder().count(3).build().count()).isEqualTo(3);
  }

  @Test
  void new_settingsThatDoNotGoTogether_areRefusedByTheirKeys() {
    refused("count", () -> EnvSettings.builder("CartPole-v1").count(0).build());
    refused("options", () -> EnvSettings.builder("CartPole-v1").options(Map.of("A_b", 1)).build());
    refused(
        "reset-options",
        () -> EnvSettings.builder("CartPole-v1").resetOptions(Map.of("a", 1)).build());
    refused("gym", () -> EnvSettings.builder("CartPole-v1").gym(GymSettings.DEFAULTS).build());
    refused("id", () -> EnvSettings.builder("gym:").build());
    refused(
        "server",
        () -> EnvSettings.builder("gym:CartPole-v1").server("http://127.0.0.1:5000").build());
    refused("options", () -> EnvSettings.builder("gym:A-v0").options(Map.of("a b", 1)).build());
    refused(
        "options",
        () -> EnvSettings.builder("gym:A-v0").options(Map.of("a_b", 1, "a-b", 2)).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EnvSettings.builder("A-v0").server("no address").build());
  }

  @Test
  void requireKnown_idThatIsNotThere_isRefusedWhereItIsLookedUp() {
    Catalog catalog = Catalog.standard();
    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(() -> EnvSettings.builder("CartPol-v1").build().requireKnown(catalog))
        .withMessageContaining("the nearest is 'CartPole-v1'")
        .satisfies(e -> assertThat(e.key()).isEqualTo("id"));
    EnvSettings.builder("gym:Any-v0").build().requireKnown(catalog);
    EnvSettings.builder("Any-v0").server("http://127.0.0.1:5000").build().requireKnown(catalog);
  }

  private static void refused(String key, ThrowingCallable by) {
    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(by)
        .satisfies(e -> assertThat(e.keys()).contains(key));
  }
}
