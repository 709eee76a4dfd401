package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** The token that a server is greeted with. */
class ServerGreetingTest {

  @ParameterizedTest
  @ValueSource(strings = {" ", " secret", "secret\n", "sec\tret", "se\u00e7ret", "sec\rret"})
  void token_thatNoServerCanHave_isRefused(String value) {
    assertThatThrownBy(() -> ServerGreeting.token(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("REIN4J_GYM_TOKEN holds what can be no server's token")
        .message()
        .doesNotContain("ret");
  }

  @ParameterizedTest
  @NullAndEmptySource
  void token_ofAVariableThatIsNotSet_isNone(@Nullable String value) {
    assertThat(ServerGreeting.token(value)).isNull();
  }

  @Test
  void token_thatCanBeSeen_isTaken() {
    assertThat(ServerGreeting.token("a secret!")).isEqualTo("a secret!");
  }
}
