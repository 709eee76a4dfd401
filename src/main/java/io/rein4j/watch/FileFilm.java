package io.rein4j.watch;

import io.rein4j.env.RgbImage;
import io.rein4j.files.AtomicFile;
import java.io.IOException;

/** A film that becomes a file when it is whole. */
final class FileFilm implements Film {

  private final AtomicFile file;
  private final PictureFilm film;

  FileFilm(AtomicFile file, PictureFilm film) {
    this.file = file;
    this.film = film;
  }

  @Override
  public boolean add(RgbImage picture, double seconds) throws IOException {
    return film.add(picture, seconds);
  }

  @Override
  public void finish() throws IOException {
    film.finish();
    file.commit();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      film.close();
    }
  }
}
