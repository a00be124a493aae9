// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueUnavailableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Where the file of an address is. */
final class FilePath {
  /** The longest of what SQLite adds to the name. */
  private static final String JOURNAL = "-journal";

  private static final int MOST_LINKS = 40; // as Linux has it

  private FilePath() {}

  /**
   * The file, by the one name that all its names lead to. What stands behind {@code file:} is taken
   * as it is, without escapes; {@code file:///path} is {@code /path}.
   */
  static Path of(QueueAddress address) {
    String text = address.rest();
    if (text.startsWith("//")) {
      if (!text.startsWith("///")) {
        throw new IllegalArgumentException(
            address + " names a host: a queue in a file is on this machine, as in file:/path");
      }
      text = text.substring(2);
    }
    if (text.isEmpty() || text.endsWith("/")) {
      throw new IllegalArgumentException(
          address + " names no file: write it as file:/path/jobs.queue");
    }
    try {
      Path path = real(address, Path.of(text).toAbsolutePath().normalize(), 0);
      checkLength(address, path);
      return path;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(address + " is no path: " + e.getReason(), e);
    }
  }

  private static Path real(QueueAddress address, Path path, int links) {
    Path folder = path.getParent();
    if (folder == null || Files.isDirectory(path)) {
      throw new IllegalArgumentException(
          address + " is a folder: name a file, as in " + address + "/jobs.queue");
    }
    if (!Files.isDirectory(folder)) {
      throw new QueueUnavailableException(
          "cannot open " + address + ": the folder " + folder + " is missing; make it first");
    }
    try {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
      Path real = folder.toRealPath().resolve(path.getFileName());
      if (!Files.isSymbolicLink(real)) {
        return real;
      }
      if (links == MOST_LINKS) {
        throw new QueueUnavailableException(
            "cannot open "
                + address
                + ": its symbolic links lead in a circle; let them lead to a file");
      }
      // What it leads to is made by the open, and has this name for those who do not use the link.
      return real(address, real.resolveSibling(Files.readSymbolicLink(real)), links + 1);
    } catch (IOException e) {
      throw new QueueUnavailableException("cannot open " + address + ": " + e, e);
    }
  }

  /** Before anything is made: what is told of a name that is too long later is not the cause. */
  private static void checkLength(QueueAddress address, Path path) {
    Path journal = path.resolveSibling(path.getFileName() + JOURNAL);
    try {
      Files.readAttributes(journal, BasicFileAttributes.class);
    } catch (NoSuchFileException | AccessDeniedException e) {
      // It can be made, or the folder is the cause.
    } catch (IOException e) {
      String why = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
      throw new QueueUnavailableException(
          "cannot open "
              + address
              + ": a file beside it, whose name has "
              + JOURNAL
              + " at the end, cannot be made: "
              + why
              + "; use a shorter name if that is the reason, or another folder",
          e);
    }
  }
}
