package io.rein4j.config;

import io.rein4j.config.SettingsKey.Fallback;
import io.rein4j.config.SettingsTypes.Choice;
import io.rein4j.text.Printable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Binds a tree of {@link Node}s to settings records.
 *
 * <p>Wherever a section is given, the keys that it leaves out keep the values of the settings that
 * stand there by default (the base): sections are merged key by key, anything else is replaced. A
 * section whose {@code type} is another than its base's starts from the defaults of its own type.
 * Where nothing stands by default, the base may be another key's value ({@link
 * io.rein4j.settings.StartsFrom}).
 *
 * <p>Whatever is wrong in a section is told with what is wrong in the others. What may follow from
 * it is not: of a section with an unknown key it is not told which keys it lacks, and neither a
 * value that was refused nor a key that was probably misspelt is held against another.
 */
final class SettingsBinder {

  private static final String AGENT = "agent";

  private final SettingsTypes types;

  /** Whether it is a run's config, which other toolkits have names for. */
  private boolean ofRun;

  /** The type of the config's agent, or null. */
  private @Nullable String agentType;

  SettingsBinder(SettingsTypes types) {
    this.types = types;
  }

  /**
   * {@return the settings that a whole document holds}
   *
   * @param type the record or the interface that is wanted
   * @param root the document
   */
  <T> T bind(Class<T> type, Node root) {
    noteAgent(type, root);
    return Objects.requireNonNull(type.cast(bind(Slot.ofConfig(type), root, null)));
  }

  /**
   * {@return the settings that a part of a document holds}
   *
   * @param type the record or the interface that is wanted
   * @param part the part
   */
  <T> T bind(Class<T> type, YamlValue part) {
    noteAgent(type, part.node());
    return Objects.requireNonNull(type.cast(bind(part.slot().as(type), part.node(), null)));
  }

  /**
   * {@return the settings that a section holds, with stand-ins for what is wrong}
   *
   * @param type the record that is wanted
   * @param part the section
   * @param standIns values for keys that have none
   * @param told receives what is wrong
   * @throws ConfigException if it is not a section
   */
  <T extends Record> Draft<T> draft(Class<T> type, YamlValue part, T standIns, Problems told) {
    noteAgent(type, part.node());
    Slot slot = part.slot().as(type);
    if (part.node() instanceof Node.Refused refused) {
      throw new ConfigException(List.of(refused.problem()));
    }
    if (!(part.node() instanceof Node.Section section)) {
      throw slot.refuse(part.node(), types);
    }
    SettingsModel model = SettingsModel.of(type);
    Construction construction =
        new Construction(types, slot, model, section, section.entries(), standIns);
    return construction.draft(
        type, part, values(construction, slot, model, null, section, null), told);
  }

  private void noteAgent(Class<?> type, Node root) {
    ofRun = type.isRecord() && SettingsModel.of(type).key(AGENT) != null;
    if (ofRun && entry(entry(root, AGENT), SettingsTypes.TYPE) instanceof Node.Single name) {
      agentType = name.scalar().text();
    }
  }

  private static @Nullable Node entry(@Nullable Node node, String key) {
    Node.Entry entry = node instanceof Node.Section section ? section.entries().get(key) : null;
    return entry == null ? null : entry.value();
  }

  private @Nullable Object bind(Slot slot, Node node, @Nullable Object base) {
    if (slot.type() == YamlValue.class) {
      return new YamlValue(slot, node.place(), node);
    }
    if (node instanceof Node.Refused refused) {
      throw new ConfigException(List.of(refused.problem()));
    }
    if (node instanceof Node.Single single && single.scalar().isNull()) {
      if (slot.nullable()) {
        return null;
      }
      throw slot.refuse(node, types);
    }
    if (slot.type() instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? list(slot, arguments[0], node, base instanceof List<?> list ? list : List.of())
          : map(slot, arguments[1], node, base instanceof Map<?, ?> map ? map : Map.of());
    }
    Class<?> type = (Class<?>) slot.type();
    Choice choice = types.choiceOf(type);
    if (choice != null) {
      return choice(slot, choice, node, base);
    }
    SettingsKey bareKey = SettingsModel.bareKeyOf(type);
    if (bareKey != null && node instanceof Node.Single single) {
      return bare(slot, bareKey, single);
    }
    if (node instanceof Node.Section section && type.isRecord()) {
      return record(slot, SettingsModel.of(type), null, section, base);
    }
    if (type == Object.class && node instanceof Node.Section) {
      return map(slot, Object.class, node, Map.of());
    }
    if (type == Object.class && node instanceof Node.Items) {
      return list(slot, Object.class, node, List.of());
    }
    Optional<?> value =
        node instanceof Node.Single single ? slot.valueOf(single) : Optional.empty();
    if (value.isEmpty()) {
      throw slot.refuse(node, types);
    }
    return value.get();
  }

  /** A record's only key without its section; the others have their defaults. */
  private Object bare(Slot slot, SettingsKey key, Node.Single node) {
    if (slot.as(key.type()).valueOf(node).isEmpty()) {
      throw slot.refuse(node, types);
    }
    Map<String, Node.Entry> entries = Map.of(key.name(), new Node.Entry(node.place(), node));
    return record(
        slot,
        SettingsModel.of((Class<?>) slot.type()),
        null,
        new Node.Section(node.place(), entries, false),
        null);
  }

  private List<?> list(Slot slot, Type elementType, Node node, List<?> base) {
    Problems problems = new Problems();
    List<@Nullable Object> values = new ArrayList<>();
    if (node instanceof Node.Items items) {
      for (Node item : items.nodes()) {
        Slot element = slot.element("" + values.size(), elementType);
        values.add(problems.tried(() -> bind(element, item, null)));
      }
    } else if (node instanceof Node.Section section && section.fromPath()) {
      values.addAll(base);
      for (Map.Entry<String, Node.Entry> entry : section.entries().entrySet()) {
        Node.Entry given = entry.getValue();
        Integer index =
            problems.tried(
                () ->
                    Overrides.index(slot.name(), entry.getKey(), values.size(), given.keyPlace()));
        if (index == null) {
          break;
        }
        Slot element = slot.element("" + index, elementType);
        if (index == values.size()) {
          values.add(problems.tried(() -> bind(element, given.value(), null)));
        } else {
          Object old = values.get(index);
          values.set(index, problems.tried(() -> bind(element, given.value(), old)));
        }
      }
    } else {
      throw slot.refuse(node, types);
    }
    problems.throwIfAny();
    return Collections.unmodifiableList(values);
  }

  private Map<String, ?> map(Slot slot, Type valueType, Node node, Map<?, ?> base) {
    if (!(node instanceof Node.Section section)) {
      throw slot.refuse(node, types);
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    base.forEach((key, value) -> values.put((String) key, value));
    Problems problems = new Problems();
    section
        .entries()
        .forEach(
            (key, entry) ->
                values.put(
                    key,
                    problems.tried(
                        () -> bindEntry(slot.element(key, valueType), entry, values.get(key)))));
    problems.throwIfAny();
    return Collections.unmodifiableMap(values);
  }

  /** A value that is not bound yet keeps the place of its key, which may turn out to be wrong. */
  private @Nullable Object bindEntry(Slot slot, Node.Entry entry, @Nullable Object base) {
    return slot.type() == YamlValue.class
        ? new YamlValue(slot, entry.keyPlace(), entry.value())
        : bind(slot, entry.value(), base);
  }

  private Object choice(Slot slot, Choice choice, Node node, @Nullable Object base) {
    SettingsKey bareKey = choice.bareKey();
    if (bareKey != null && node instanceof Node.Single single) {
      Object value = slot.as(bareKey.type()).valueOf(single).orElse(null);
      // The record's own refusal of inf would speak of a key that the config does not have here.
      if (value == null || (value instanceof Double number && number.isInfinite())) {
        throw slot.refuse(node, types);
      }
      SettingsModel model = SettingsModel.of(choice.recordOf(choice.kind().bare()));
      return new Construction(types, slot, model, node, Map.of(), null)
          .of(new @Nullable Object[] {value});
    }
    if (choice.kind().byKey()
        && node instanceof Node.Single single
        && choice.standsAlone(single.scalar().text())) {
      String name = single.scalar().text();
      return Objects.requireNonNull(
          bind(
              slot.element(name, choice.recordOf(name)),
              new Node.Section(node.place(), Map.of(), false),
              null));
    }
    if (!(node instanceof Node.Section section)) {
      throw slot.refuse(node, types);
    }
    if (choice.kind().byKey()) {
      return namedByKey(slot, choice, section, base);
    }
    Map<String, Node.Entry> entries = new LinkedHashMap<>(section.entries());
    Node.Entry given = entries.remove(SettingsTypes.TYPE);
    Optional<String> byKey = entries.keySet().stream().filter(choice::isChosenByKey).findFirst();
    String typeName;
    if (given != null) {
      typeName = typeName(slot, choice, given.value());
    } else if (byKey.isPresent()) {
      typeName = byKey.get();
    } else if (base != null) {
      typeName = SettingsTypes.nameOf(base);
    } else {
      throw new ConfigException(
          section.place(),
          "%s needs the key 'type'; the types of %s are %s."
              .formatted(slot.name(), choice.noun(), String.join(", ", choice.names())));
    }
    Class<?> type = choice.recordOf(typeName);
    return record(
        slot,
        SettingsModel.of(type),
        typeName,
        new Node.Section(section.place(), entries, section.fromPath()),
        type.isInstance(base) ? base : null);
  }

  /** A section whose only key is a record's name, and has the record as its value. */
  private Object namedByKey(Slot slot, Choice choice, Node.Section section, @Nullable Object base) {
    Map<String, Node.Entry> given = new LinkedHashMap<>(section.entries());
    given
        .values()
        .removeIf(entry -> entry.value() instanceof Node.Single single && single.scalar().isNull());
    Problems problems = new Problems();
    given.forEach(
        (name, entry) -> {
          if (!choice.records().containsKey(name)) {
            unknownKey(slot, choice.names(), null, name, section)
                .problems()
                .forEach(problem -> problems.add(problem.ofMissing(choice.noun(), name)));
          }
        });
    problems.throwIfAny();
    if (given.size() != 1) {
      throw new ConfigException(
          section.place(),
          "A %s is of one kind, %s, but %s given%s"
              .formatted(
                  choice.noun(),
                  quoted(choice.names(), " or "),
                  given.isEmpty() ? "none is" : quoted(given.keySet(), " and ") + " are",
                  "." + slot.about()));
    }
    Map.Entry<String, Node.Entry> only = given.entrySet().iterator().next();
    Class<?> type = choice.recordOf(only.getKey());
    return Objects.requireNonNull(
        bind(
            slot.element(only.getKey(), type),
            only.getValue().value(),
            type.isInstance(base) ? base : null));
  }

  private static String quoted(Collection<String> names, String conjunction) {
    return names.stream().map("'%s'"::formatted).collect(Collectors.joining(conjunction));
  }

  private String unknownType(Choice choice, String name) {
    return types
        .catalog()
        .need(choice.type(), name)
        .map(need -> "the %s of type '%s' is not there; %s.".formatted(choice.noun(), name, need))
        .orElseGet(
            () ->
                "there is no %s of type '%s'%s"
                    .formatted(
                        choice.noun(),
                        Printable.excerpt(name),
                        new ValidNames("types", choice.names()).instead(name)));
  }

  private String typeName(Slot slot, Choice choice, Node node) {
    if (!(node instanceof Node.Single single) || !single.scalar().isText()) {
      throw slot.element(SettingsTypes.TYPE, String.class).refuse(node, types);
    }
    String name = single.scalar().text();
    if (!choice.records().containsKey(name)) {
      throw new ConfigException(
          List.of(
              Problem.at(node.place(), unknownType(choice, name)).ofMissing(choice.noun(), name)));
    }
    return name;
  }

  private Object record(
      Slot slot,
      SettingsModel model,
      @Nullable String typeName,
      Node.Section section,
      @Nullable Object base) {
    Construction construction =
        new Construction(types, slot, model, section, section.entries(), null);
    return construction.of(values(construction, slot, model, typeName, section, base));
  }

  /** Reads a record's values, one per key, in their order. */
  private @Nullable Object[] values(
      Construction construction,
      Slot slot,
      SettingsModel model,
      @Nullable String typeName,
      Node.Section section,
      @Nullable Object base) {
    Map<String, @Nullable Object> given = new TreeMap<>();
    Map<SettingsKey, Node.Entry> later = new LinkedHashMap<>();
    for (Map.Entry<String, Node.Entry> entry : section.entries().entrySet()) {
      SettingsKey key = model.key(entry.getKey());
      if (key == null) {
        construction.hasUnknownKey(
            entry.getKey(), unknownKey(slot, model.names(), typeName, entry.getKey(), section));
      } else if (key.startsFrom() != null) {
        later.put(key, entry.getValue());
      } else {
        construction.tried(
            key,
            () ->
                given.put(
                    key.name(),
                    bind(slot.child(key), entry.getValue().value(), byDefault(key, base))));
      }
    }
    later.forEach(
        (key, entry) -> {
          Object start = byDefault(key, base);
          String other = key.startsFrom();
          if (start == null && other != null) {
            if (construction.doubts(other)) {
              construction.doubt(key);
              return;
            }
            start =
                given.containsKey(other)
                    ? given.get(other)
                    : byDefault(Objects.requireNonNull(model.key(other)), base);
          }
          Object from = start;
          construction.tried(
              key, () -> given.put(key.name(), bind(slot.child(key), entry.value(), from)));
        });
    @Nullable Object[] values = new @Nullable Object[model.keys().size()];
    for (int i = 0; i < values.length; i++) {
      SettingsKey key = model.keys().get(i);
      Fallback fallback = key.fallback(base);
      if (given.containsKey(key.name())) {
        values[i] = given.get(key.name());
      } else if (fallback != null) {
        values[i] = fallback.value();
      } else {
        construction.lacks(key);
        values[i] = construction.standIn(key);
      }
    }
    return values;
  }

  private static @Nullable Object byDefault(SettingsKey key, @Nullable Object base) {
    Fallback fallback = key.fallback(base);
    return fallback == null ? null : fallback.value();
  }

  private ConfigException unknownKey(
      Slot slot,
      Collection<String> known,
      @Nullable String typeName,
      String name,
      Node.Section section) {
    List<String> names = new ArrayList<>(known);
    if (typeName != null) {
      names.add(0, SettingsTypes.TYPE);
    }
    Optional<String> meaning =
        ofRun ? OtherNames.meaning(name, agentType, section.entries()) : Optional.empty();
    return new ConfigException(
        Objects.requireNonNull(section.entries().get(name)).keyPlace(),
        "there is no key '%s' %s%s%s"
            .formatted(
                Printable.excerpt(name),
                slot.inside(),
                typeName == null ? "" : " of type '" + typeName + "'",
                meaning
                    .map("; %s."::formatted)
                    .orElseGet(() -> new ValidNames("keys", names).instead(name))));
  }
}
