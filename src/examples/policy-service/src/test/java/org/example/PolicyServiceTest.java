package org.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.policy.Policy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyServiceTest {

  @TempDir private static Path folder;

  private static double trainedReturn;
  private static PolicyService service;

  @BeforeAll
  static void trainAndServe() throws IOException {
    Path file = folder.resolve("thermostat.policy");
    trainedReturn = Training.train(folder.resolve("room"), file).evaluation().meanReturn();
    service = new PolicyService(Policy.load(file));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpResponse<String> ask(String question) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(service.address() + question)).build(),
            BodyHandlers.ofString());
  }

  @Test
  void train_onTheRoom_learnsToHeatIt() {
    // Off by 0.6 °C on average; random switching is off by 5.
    assertThat(trainedReturn).isGreaterThan(-0.6 * Room.STEPS_A_DAY);
  }

  @Test
  void day_heatedByTheService_isWarm() throws Exception {
    assertThat(Thermostat.heatForADay(service.address(), 1)).isLessThan(1);
  }

  @ParameterizedTest
  @CsvSource({"5, 0, 1.0", "35, 0, 0.0"})
  void action_inTheColdAndInTheHeat_isTheObviousOne(float inside, float outside, String action)
      throws Exception {
    HttpResponse<String> answer = ask("?observation=%s,%s".formatted(inside, outside));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(action);
  }

  @ParameterizedTest
  @CsvSource({
    "'', The observation is missing",
    "?observation=20, 2",
    "'?observation=NaN,0', NaN",
    "'?observation=warm,0', warm",
  })
  void question_thatCannotBeAnswered_isRefusedInASentence(String question, String sentence)
      throws Exception {
    HttpResponse<String> answer = ask(question);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(sentence);
  }
}
