package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Box;
import io.rein4j.env.ElementType;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spaces and actions in the protocol's JSON. */
class JsonSpacesTest {

  private static Space read(String json) throws IOException {
    return JsonSpaces.read(GymJson.READER.readTree(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name":"Box","shape":[1],"low":[-3.141592653589793],"high":[3.141592653589793]} | 3.1415927 | [3.141592653589793]
          {"name":"Box","shape":[1],"low":[-0.1],"high":[0.1],"dtype":"float64"} | -0.1 | [-0.1]
          {"name":"Box","shape":[1],"low":[-1.0],"high":[1.0]} | 0.1 | [0.10000000149011612]
          {"name":"Box","shape":[1],"low":[-2],"high":[2],"dtype":"int64"} | 2 | [2]
          {"name":"Box","shape":[1],"low":[0],"high":[2147483647],"dtype":"int32"} | 2147483648 | [2147483647]
          {"name":"Box","shape":[1,1],"low":[0],"high":[99999999],"dtype":"int64"} | 99999999 | [[99999999]]
          {"name":"MultiDiscrete","nvec":[3],"start":[5]} | 7 | [7]
          {"name":"Discrete","n":3,"start":-1} | 1 | 1
          """)
  void action_atABound_isInTheSpaceAsItIsThere(String space, float value, String json)
      throws IOException {
    Space read = read(space);
    float[] action = {value};
    assertThat(read.contains(action, 0)).isTrue();
    assertThat(JsonSpaces.action(read, action, 0)).hasToString(json);
  }

  /** Of several dimensions, and of what older readers know as another space. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name":"MultiDiscrete","nvec":[3,2,2,2],"start":[5,0,0,0],"shape":[2,2]} | MultiDiscrete([[3 2] [2 2]], start=[[5 0] [0 0]]) | 5,1,0,1 | [[5,1],[0,1]]
          {"name":"MultiDiscrete","nvec":[2,2,2,2],"multi_binary":[2,2]} | MultiBinary((2, 2)) | 0,1,1,1 | [[0,1],[1,1]]
          {"name":"Box","shape":[2],"low":[0,0],"high":[1,1],"multi_binary":[2]} | MultiBinary(2) | 0,1 | [0,1]
          {"name":"MultiBinary","n":2} | MultiBinary(2) | 0,1 | [0,1]
          {"name":"MultiBinary","n":[2,1],"flat":{"name":"MultiDiscrete","nvec":[2,2],"multi_binary":[2,1]}} | MultiBinary((2, 1)) | 1,0 | [[1],[0]]
          """)
  void action_ofSeveralElements_isNestedAsTheSpace(
      String json, String space, String elements, String action) throws IOException {
    Space read = read(json);
    assertThat(read).hasToString(space);
    String[] words = elements.split(",", -1);
    float[] values = new float[words.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(words[i]);
    }
    assertThat(read.contains(values, 0)).isTrue();
    assertThat(JsonSpaces.action(read, values, 0)).hasToString(action);
  }

  @Test
  void read_bitsOfAnOlderServer_areAskedForFlat() {
    assertThatThrownBy(
            () ->
                read(
                    "{\"name\":\"MultiBinary\",\"flat\":{\"name\":\"MultiDiscrete\",\"nvec\":[2,2]}}"))
        .isInstanceOf(CompositeSpaceException.class);
    assertThatThrownBy(() -> read("{\"name\":\"MultiBinary\"}"))
        .hasMessage(
            "The 'n' of a MultiBinary is a whole number from 1 to 2147483647, but the answer has"
                + " nothing.");
  }

  @Test
  void read_typeAndStart_areTheSpaces() throws IOException {
    assertThat(read("{\"name\":\"MultiDiscrete\",\"nvec\":[3,2],\"start\":[1,-1]}"))
        .isEqualTo(new MultiDiscrete(new int[] {3, 2}, new int[] {1, -1}));
    Space bytes =
        read("{\"name\":\"Box\",\"shape\":[],\"low\":[0],\"high\":[255],\"dtype\":\"uint8\"}");
    assertThat(bytes)
        .isEqualTo(new Box(new double[1], new double[] {255}, new int[0], ElementType.UINT8));
    Space wide =
        read(
            "{\"name\":\"Box\",\"shape\":[1],\"low\":[-1e100],\"high\":[1e300],\"dtype\":\"new\"}");
    assertThat(wide).isEqualTo(Box.of(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 1));
  }

  @Test
  void read_spaceThatCannotBe_isToldWithoutAServer() {
    assertThatThrownBy(() -> read("{\"name\":\"Discrete\",\"n\":33554432,\"start\":0}"))
        .isInstanceOf(GymException.class)
        .hasMessage(
            "A space that is described as {\"name\":\"Discrete\",\"n\":33554432,\"start\":0} cannot be"
                + " used: A discrete space lies within ±2^24, but this one goes from 0 to 33554431.");
    assertThatThrownBy(() -> read("{\"name\":\"Text\"}"))
        .hasMessage(
            "A space is a Box, a Discrete, a MultiDiscrete or a MultiBinary, but the environment has a"
                + " Text.");
    assertThatThrownBy(
            () -> read("{\"name\":\"MultiDiscrete\",\"nvec\":[2,2],\"multi_binary\":[3]}"))
        .hasMessage(
            "A space that is described as {\"name\":\"MultiDiscrete\",\"nvec\":[2,2],\"multi_binary\":[3]}"
                + " cannot be both MultiDiscrete([2 2]) and MultiBinary(3).");
    assertThatThrownBy(() -> read("{\"name\":\"MultiBinary\",\"n\":[4000000,3]}"))
        .hasMessage(
            "MultiBinary((4000000, 3)) has more bits than an answer has room for: 12000000.");
  }
}
