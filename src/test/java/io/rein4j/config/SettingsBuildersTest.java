package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.train.RunConfig;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every settings record of a run that has many components offers to those who write Java. */
class SettingsBuildersTest {

  private static final int MOST_WITHOUT = 4;

  private static final SettingsTypes TYPES = new SettingsTypes(Catalog.standard());

  /** The records of a run that have more components than one tells apart by their places. */
  static List<Class<?>> longRecords() {
    Set<Class<?>> records = new LinkedHashSet<>();
    collect(RunConfig.class, records);
    return records.stream()
        .filter(type -> type.getRecordComponents().length > MOST_WITHOUT)
        .toList();
  }

  private static void collect(Type type, Set<Class<?>> records) {
    if (type instanceof ParameterizedType generic) {
      Arrays.stream(generic.getActualTypeArguments()).forEach(each -> collect(each, records));
    } else if (type instanceof Class<?> plain) {
      SettingsTypes.Choice choice = TYPES.choiceOf(plain);
      if (choice != null) {
        choice.records().values().forEach(each -> collect(each, records));
      } else if (plain.isRecord() && records.add(plain)) {
        for (RecordComponent component : plain.getRecordComponents()) {
          collect(component.getGenericType(), records);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("longRecords")
  void record_ofManyComponents_hasABuilderNamedAfterThem(Class<?> type)
      throws ReflectiveOperationException {
    Method toBuilder = type.getMethod("toBuilder");
    Class<?> builder = toBuilder.getReturnType();
    List<String> setters = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      setters.add(builder.getMethod(component.getName(), component.getType()).getName());
    }
    assertThat(setters).hasSize(type.getRecordComponents().length);
    assertThat(builder.getMethod("build").getReturnType()).isSameAs(type);
    assertThat(Arrays.stream(type.getMethods()).filter(SettingsBuildersTest::startsABuilder))
        .as("static methods 'builder'")
        .hasSize(1);
  }

  private static boolean startsABuilder(Method method) {
    return method.getName().equals("builder") && Modifier.isStatic(method.getModifiers());
  }

  @ParameterizedTest
  @MethodSource("longRecords")
  void builder_ofARecordWithDefaults_startsFromThem(Class<?> type)
      throws ReflectiveOperationException {
    for (Method method : type.getMethods()) {
      if (startsABuilder(method) && method.getParameterCount() == 0) {
        Object builder = method.invoke(null);
        Object built = builder.getClass().getMethod("build").invoke(builder);
        assertThat(built).isEqualTo(type.getField("DEFAULTS").get(null));
      }
    }
  }

  @Test
  void longRecords_amongThem_areThoseOfEveryRoom() {
    assertThat(longRecords().stream().map(Class::getSimpleName))
        .contains("RunConfig", "EnvSettings", "GymSettings", "RewardNoise", "DqnSettings", "ZClip")
        .contains("MlpSettings", "AdamW", "Rl4jA3cSettings");
  }
}
