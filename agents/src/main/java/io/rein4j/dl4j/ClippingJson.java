package io.rein4j.dl4j;

import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.schedule.Schedule;
import java.io.IOException;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.nd4j.shade.jackson.core.JsonGenerator;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.JsonDeserializer;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.JsonSerializer;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializerProvider;

/** Clipping settings as JSON within a DL4J configuration; rules by their class, as DL4J's own. */
final class ClippingJson {

  private ClippingJson() {}

  static String write(ClippingSettings settings) {
    try {
      return mapper().writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "These clipping settings cannot be written as JSON: " + e.getOriginalMessage(), e);
    }
  }

  static ClippingSettings read(String json) {
    try {
      return mapper().readValue(json, ClippingSettings.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "The clipping settings in a DL4J configuration cannot be read: " + e.getOriginalMessage(),
          e);
    }
  }

  private static ObjectMapper mapper() {
    return new ObjectMapper()
        .addMixIn(ClippingRule.class, ByClass.class)
        .addMixIn(Schedule.class, ByClass.class);
  }

  /** The annotation that DL4J's own updaters and layers have. */
  @JsonTypeInfo(
      use = JsonTypeInfo.Id.CLASS,
      include = JsonTypeInfo.As.PROPERTY,
      property = "@class")
  private interface ByClass {}

  /** A writer of settings where DL4J's mapper stands. */
  static final class Writer extends JsonSerializer<ClippingSettings> {

    @Override
    public void serialize(ClippingSettings settings, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      mapper().writeValue(out, settings);
    }
  }

  /** A reader of what {@link Writer} wrote. */
  static final class Reader extends JsonDeserializer<ClippingSettings> {

    @Override
    public ClippingSettings deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      JsonNode tree = in.readValueAsTree();
      return read(tree.toString());
    }
  }
}
