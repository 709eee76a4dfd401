package io.rein4j.spark;

import io.rein4j.spark.Question.Piece;
import io.rein4j.spark.Question.RemoteFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The folder of a run on the machine of its study, as its files come in. */
final class RunFolderFiles {

  private final Path root;

  RunFolderFiles(Path root) {
    this.root = root;
  }

  /** {@return what an executor needs to go on with the run} */
  List<RemoteFile> files(boolean ofStart) throws IOException {
    List<RemoteFile> files = new ArrayList<>();
    for (String name : FolderMirror.names(root)) {
      if (!name.endsWith(".html")) {
        files.add(new RemoteFile(ofStart, name, Files.size(root.resolve(name))));
      }
    }
    return files;
  }

  byte[] read(RemoteFile file, long offset) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(inside(file.name()).toFile(), "r")) {
      in.seek(offset);
      byte[] piece = new byte[(int) Math.min(Question.PIECE, file.length() - offset)];
      in.readFully(piece);
      return piece;
    } catch (EOFException e) {
      throw new IOException("'%s' is shorter than it was.".formatted(file.name()), e);
    }
  }

  /** Writes a piece; a file that takes the place of another does so once it is whole. */
  void write(Piece piece) throws IOException {
    Path file = inside(piece.name());
    if (piece.grows()) {
      append(file, piece);
      return;
    }
    Files.createDirectories(file.getParent());
    Path arriving = file.resolveSibling(".%s.tmp".formatted(file.getFileName()));
    if (piece.offset() == 0) {
      Files.deleteIfExists(arriving);
    }
    append(arriving, piece);
    if (piece.last()) {
      Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void append(Path file, Piece piece) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      if (out.size() < piece.offset()) {
        throw new IOException(
            "A piece before that at %s of '%s' is missing.".formatted(piece.offset(), file));
      }
      ByteBuffer bytes = ByteBuffer.wrap(piece.bytes());
      for (long at = piece.offset(); bytes.hasRemaining(); ) {
        at += out.write(bytes, at);
      }
      if (piece.last()) {
        out.force(false);
      }
    }
  }

  void delete(String name) throws IOException {
    Files.deleteIfExists(inside(name));
  }

  private Path inside(String name) throws IOException {
    Path file = root.resolve(name).normalize();
    if (!file.startsWith(root.normalize()) || file.equals(root.normalize())) {
      throw new IOException("'%s' is no file of the run in '%s'.".formatted(name, root));
    }
    return file;
  }
}
