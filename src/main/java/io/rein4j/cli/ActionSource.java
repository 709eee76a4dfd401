package io.rein4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.config.JsonText;
import io.rein4j.config.SyntaxException;
import io.rein4j.env.ActionMask;
import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.Space;
import io.rein4j.random.Pcg64;
import io.rein4j.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the actions of a rollout come from. */
interface ActionSource {

  /**
   * Writes the next action.
   *
   * @return false if there is none
   */
  boolean next(float[] action);

  /**
   * Returns actions drawn as Gymnasium's {@code action_space.seed(seed)} and {@code sample()}, or
   * {@code sample(mask)} where the environment has a mask.
   */
  static ActionSource random(Env env, long seed, int count) {
    Space space = env.actionSpace();
    Pcg64 random = new Pcg64(seed);
    int[] left = {count};
    ActionMask mask = env.actionMask().orElse(null);
    if (mask != null) {
      MaskedActions masked = MaskedActions.of(space);
      boolean[] allowed = new boolean[masked.size()];
      return action -> {
        if (left[0]-- == 0) {
          return false;
        }
        mask.write(allowed, 0);
        masked.require(allowed, 0);
        masked.sample(allowed, 0, random, action, 0);
        return true;
      };
    }
    return action -> {
      if (left[0] == 0) {
        return false;
      }
      left[0]--;
      space.sample(random, action, 0);
      return true;
    };
  }

  /**
   * Returns the actions of a JSON array, all of them checked.
   *
   * @param limit how many at most, all if absent
   */
  static ActionSource file(Space space, Path file, @Nullable Integer limit) throws IOException {
    JsonNode array = read(file);
    int count = limit == null ? array.size() : limit;
    if (count > array.size()) {
      throw new IllegalArgumentException(
          "'%s' holds %s actions, but '--steps' asks for %s.".formatted(file, array.size(), count));
    }
    float[][] actions = new float[count][space.size()];
    for (int i = 0; i < count; i++) {
      parse(array.get(i), space, actions[i], file, i);
    }
    int[] next = {0};
    return action -> {
      if (next[0] == actions.length) {
        return false;
      }
      System.arraycopy(actions[next[0]++], 0, action, 0, action.length);
      return true;
    };
  }

  private static JsonNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "There is no file '%s' with actions; '--actions' takes a file or the word 'random'."
              .formatted(file));
    }
    JsonNode array;
    try {
      byte[] bytes = Files.readAllBytes(file);
      array = JsonText.read(bytes, 0, bytes.length);
    } catch (SyntaxException e) {
      throw new IllegalArgumentException(
          "%s:%s:%s: this is not JSON: %s.".formatted(file, e.line(), e.column(), e.problem()), e);
    }
    if (!array.isArray()) {
      throw new IllegalArgumentException("'%s' must hold a JSON array of actions.".formatted(file));
    }
    return array;
  }

  private static void parse(JsonNode node, Space space, float[] action, Path file, int index) {
    boolean fits = space instanceof Discrete ? number(node, action, 0) : numbers(node, action);
    if (!fits || !space.contains(action, 0)) {
      throw new IllegalArgumentException(
          "Action %s in '%s' is %s, which is not in the action space %s."
              .formatted(index, file, Printable.excerpt(node.toString()), space));
    }
  }

  private static boolean numbers(JsonNode node, float[] action) {
    if (!node.isArray() || node.size() != action.length) {
      return false;
    }
    for (int i = 0; i < action.length; i++) {
      if (!number(node.get(i), action, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean number(JsonNode node, float[] action, int index) {
    action[index] = node.floatValue();
    return node.isNumber();
  }
}
