package io.rein4j.dl4j;

import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelBuilder;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * The configuration of a Keras model, in the form of Keras 2, which DL4J reads: what differs in
 * that of Keras 3 is put the old way.
 *
 * @param json an object with {@code class_name} and {@code config}
 */
record KerasConfiguration(ObjectNode json) {

  private static final String CLASS = "class_name";
  private static final String CONFIG = "config";

  /** What Keras 2 does not have. */
  private static final String[] NEWER = {
    "module",
    "registered_name",
    "build_config",
    "build_input_shape",
    "quantization_config",
    "optional"
  };

  /**
   * Reads a configuration.
   *
   * @param version that of the Keras that has written it; null before Keras 2
   * @throws IllegalArgumentException if it is none
   */
  static KerasConfiguration of(String json, @Nullable String version) {
    try {
      if (new ObjectMapper().readTree(json) instanceof ObjectNode object && object.has(CLASS)) {
        if (version != null && version.startsWith("3")) {
          old(object);
        }
        renameActivations(object);
        object.put("keras_version", version == null ? "1" : "2");
        object.put("backend", "tensorflow");
        return new KerasConfiguration(object);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "The configuration of a Keras model is no JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("The configuration of a Keras model has no " + CLASS + ".");
  }

  /** Returns whether the model is a row of layers. */
  boolean sequential() {
    return json.path(CLASS).asText().equals("Sequential");
  }

  /** Returns what makes a model of it, still without weights. */
  KerasModelBuilder builder() {
    return new KerasModel().modelBuilder().modelJson(json.toString()).enforceTrainingConfig(false);
  }

  /** DL4J knows only the other name of silu. */
  private static void renameActivations(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("activation").asText().equals("silu")) {
      object.put("activation", "swish");
    }
    for (JsonNode within : node) {
      renameActivations(within);
    }
  }

  private static void old(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (String key : NEWER) {
        object.remove(key);
      }
      if (object.has("batch_shape")) {
        object.set("batch_input_shape", object.remove("batch_shape"));
      }
      if (object.path("dtype").isObject()) {
        object.set("dtype", object.path("dtype").path(CONFIG).path("name"));
      }
      if (object.get("inbound_nodes") instanceof ArrayNode calls) {
        object.set("inbound_nodes", oldCalls(calls));
      }
      for (String ends : new String[] {"input_layers", "output_layers"}) {
        if (object.path(ends).path(0).isTextual()) {
          ArrayNode list = object.arrayNode();
          list.add(object.get(ends));
          object.set(ends, list);
        }
      }
    }
    for (JsonNode within : node) {
      old(within);
    }
  }

  /**
   * Puts the calls of a layer, each with tensors as its arguments, as lists of where those are
   * from.
   */
  private static ArrayNode oldCalls(ArrayNode calls) {
    ArrayNode old = calls.arrayNode();
    for (JsonNode call : calls) {
      ArrayNode origins = old.addArray();
      addOrigins(call.path("args"), origins);
    }
    return old;
  }

  private static void addOrigins(JsonNode arguments, ArrayNode origins) {
    for (JsonNode argument : arguments) {
      JsonNode history = argument.path(CONFIG).path("keras_history");
      if (history instanceof ArrayNode from) {
        ArrayNode origin = from.deepCopy();
        origin.addObject();
        origins.add(origin);
      } else {
        addOrigins(argument, origins);
      }
    }
  }
}
