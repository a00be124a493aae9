// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** The scripts that the server runs; each is one step that happens as a whole. */
final class Script {
  static final Script OPEN = new Script("open.lua");
  static final Script PUT = new Script("common.lua", "put.lua");
  static final Script CLAIM = new Script("common.lua", "claim.lua");
  static final Script SETTLE = new Script("common.lua", "settle.lua");
  static final Script DONE = new Script("common.lua", "done.lua");
  static final Script EXTEND = new Script("common.lua", "extend.lua");
  static final Script COUNTS = new Script("common.lua", "counts.lua");
  static final Script FINISH = new Script("common.lua", "finish.lua");
  static final Script WATCH = new Script("common.lua", "watch.lua");
  static final Script LEAVE = new Script("common.lua", "leave.lua");
  static final Script GIVE_BACK = new Script("common.lua", "giveback.lua");

  private final byte[] text;
  private final byte[] hash;

  private Script(String... files) {
    StringBuilder all = new StringBuilder();
    for (String file : files) {
      all.append(read(file));
    }
    text = all.toString().getBytes(StandardCharsets.UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
      hash = HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Runs it; the server is given its text if it does not know it (any more). */
  Object run(Jedis jedis, byte[] key, List<byte[]> arguments) {
    try {
      return jedis.evalsha(hash, List.of(key), arguments);
    } catch (JedisNoScriptException e) {
      return jedis.eval(text, List.of(key), arguments);
    }
  }

  private static String read(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no " + file + " beside " + Script.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
