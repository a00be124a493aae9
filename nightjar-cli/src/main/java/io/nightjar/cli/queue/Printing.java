// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.format.Escapes;
import io.nightjar.cli.format.JsonObject;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.queue.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine.Option;

/** How taken values are printed, a line each. */
final class Printing {
  @Option(names = "--raw", description = "Print the very bytes and a line feed, without escapes.")
  private boolean raw;

  @Option(names = "--hex", description = "Print the bytes in hexadecimal digits.")
  private boolean hex;

  @Option(names = "--length", description = "Print how many bytes a value has, and not the value.")
  private boolean length;

  @Option(
      names = "--json",
      description =
          "Print a JSON object with the id, the attempt, why it failed last, and the value (\"hex\""
              + " if it is no text).")
  private boolean json;

  void check() {
    int chosen = (raw ? 1 : 0) + (hex ? 1 : 0) + (length ? 1 : 0) + (json ? 1 : 0);
    if (chosen > 1) {
      throw CommandException.usage("--raw, --hex, --length and --json exclude each other");
    }
  }

  /** Prints tasks above the live line, and shows them. */
  void print(List<Task<byte[]>> tasks, LiveLine above) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Task<byte[]> task : tasks) {
      byte[] value = task.value();
      lines.writeBytes(raw ? value : text(task, value).getBytes(StandardCharsets.UTF_8));
      lines.write('\n');
    }
    try {
      above.print(lines.toByteArray(), lines.size());
    } catch (IOException e) {
      throw new IOException(
          "cannot write to standard output: "
              + e.getMessage()
              + "; what was not printed is back in the queue",
          e);
    }
  }

  private String text(Task<byte[]> task, byte[] value) {
    if (hex) {
      return HexFormat.of().formatHex(value);
    } else if (length) {
      return Integer.toString(value.length);
    } else if (json) {
      return json(task, value).toString();
    }
    return Escapes.show(value);
  }

  private static JsonObject json(Task<byte[]> task, byte[] value) {
    JsonObject object = new JsonObject().put("id", task.id()).put("attempt", task.attempt());
    String reason = task.reason();
    if (reason != null) {
      object.put("reason", reason);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      return object.put("value", text);
    } catch (CharacterCodingException e) {
      return object.put("hex", HexFormat.of().formatHex(value));
    }
  }
}
