package io.rein4j.config;

import com.github.therapi.runtimejavadoc.Comment;
import com.github.therapi.runtimejavadoc.CommentFormatter;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import io.rein4j.settings.Describe;
import java.lang.reflect.RecordComponent;

/**
 * What the Javadoc of a settings record, kept by the build, or a mark says of it and of its
 * components.
 */
final class Descriptions {

  private Descriptions() {}

  /** {@return the first sentence of a record's Javadoc, or an empty text} */
  static String ofRecord(Class<?> type) {
    String text = plain(RuntimeJavadoc.getJavadoc(type).getComment());
    Describe mark = type.getAnnotation(Describe.class);
    if (text.isEmpty() && mark != null) {
      return mark.value();
    }
    return text.split("(?<=\\.) (?=[A-Z])", 2)[0];
  }

  /** {@return a component's {@code @param} text, or an empty text} */
  static String ofComponent(RecordComponent component) {
    return RuntimeJavadoc.getJavadoc(component.getDeclaringRecord()).getRecordComponents().stream()
        .filter(param -> param.getName().equals(component.getName()))
        .findFirst()
        .map(param -> plain(param.getComment()))
        .filter(text -> !text.isEmpty())
        .orElseGet(() -> ofMark(component));
  }

  private static String ofMark(RecordComponent component) {
    Describe mark = component.getAnnotation(Describe.class);
    return mark == null ? "" : mark.value();
  }

  private static String plain(Comment comment) {
    return new CommentFormatter()
        .format(comment)
        .replaceAll("</?[a-z]+>", "")
        .replaceAll("\\{@\\w+ (?:\\S+ )?([^}]*)}", "$1")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
