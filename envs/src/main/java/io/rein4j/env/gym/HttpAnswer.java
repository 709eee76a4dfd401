package io.rein4j.env.gym;

import java.nio.charset.StandardCharsets;

/** A server's answer to one request. */
final class HttpAnswer {

  private final int status;
  private final String reason;
  private final String contentType;
  private final byte[] body;

  HttpAnswer(int status, String reason, String contentType, byte[] body) {
    this.status = status;
    this.reason = reason;
    this.contentType = contentType;
    this.body = body;
  }

  int status() {
    return status;
  }

  boolean ok() {
    return status >= 200 && status < 300;
  }

  boolean isHtml() {
    return contentType.startsWith("text/html");
  }

  byte[] body() {
    return body;
  }

  String text() {
    return text(body.length);
  }

  /**
   * Returns the beginning of the body.
   *
   * @param most how many bytes of it
   */
  String text(int most) {
    return new String(body, 0, Math.min(body.length, most), StandardCharsets.UTF_8);
  }

  /** Returns status and reason, such as {@code 500 INTERNAL SERVER ERROR}. */
  String statusLine() {
    return (status + " " + reason).strip();
  }
}
