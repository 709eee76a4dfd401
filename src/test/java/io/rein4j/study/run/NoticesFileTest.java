package io.rein4j.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticesFileTest {

  @TempDir private Path folder;

  @Test
  void add_pastTheMostBytes_saysSoOnceAndKeepsNoMore() throws IOException {
    Path file = folder.resolve("notices.log");
    NoticesFile first = new NoticesFile(file, 10);
    assertThat(file).doesNotExist();
    first.add("one");
    NoticesFile second = new NoticesFile(file, 10);
    second.add("twenty");
    second.add("more");
    new NoticesFile(file, 10).add("again");
    assertThat(file).hasContent("one\ntwenty\nThis file is full; what follows is not kept.\n");
  }
}
