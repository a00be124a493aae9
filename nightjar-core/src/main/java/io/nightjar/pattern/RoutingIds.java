// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Pipes by routing id: a hash table that is asked with the first frame of a message as it is, so
 * that a send allocates nothing.
 */
final class RoutingIds {
  private static final class Entry {
    final byte[] id;
    final int hash;
    final Pipe pipe;
    @Nullable Entry next;

    Entry(byte[] id, Pipe pipe, @Nullable Entry next) {
      this.id = id;
      this.hash = hash(id);
      this.pipe = pipe;
      this.next = next;
    }
  }

  private @Nullable Entry[] table = new @Nullable Entry[16];
  private int size;

  void put(byte[] id, Pipe pipe) {
    if (size >= table.length) {
      grow();
    }
    int slot = hash(id) & (table.length - 1);
    table[slot] = new Entry(id, pipe, table[slot]);
    size++;
  }

  private void grow() {
    @Nullable Entry[] old = table;
    table = new @Nullable Entry[old.length * 2];
    for (Entry chain : old) {
      for (Entry entry = chain; entry != null; ) {
        Entry following = entry.next;
        int slot = entry.hash & (table.length - 1);
        entry.next = table[slot];
        table[slot] = entry;
        entry = following;
      }
    }
  }

  @Nullable Pipe get(byte[] id) {
    for (Entry e = table[hash(id) & (table.length - 1)]; e != null; e = e.next) {
      if (Arrays.equals(e.id, id)) {
        return e.pipe;
      }
    }
    return null;
  }

  /** The pipe whose id is the first frame of a message. */
  <B> @Nullable Pipe get(Form<B> form, B body) {
    int length = form.length(body, 0);
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + form.byteAt(body, 0, i);
    }
    hash ^= hash >>> 16;
    for (Entry e = table[hash & (table.length - 1)]; e != null; e = e.next) {
      if (e.hash == hash && e.id.length == length && matches(e.id, form, body)) {
        return e.pipe;
      }
    }
    return null;
  }

  private static <B> boolean matches(byte[] id, Form<B> form, B body) {
    for (int i = 0; i < id.length; i++) {
      if (form.byteAt(body, 0, i) != id[i]) {
        return false;
      }
    }
    return true;
  }

  boolean anyMatch(Predicate<Pipe> test) {
    for (Entry chain : table) {
      for (Entry entry = chain; entry != null; entry = entry.next) {
        if (test.test(entry.pipe)) {
          return true;
        }
      }
    }
    return false;
  }

  void remove(byte[] id, Pipe pipe) {
    int slot = hash(id) & (table.length - 1);
    Entry before = null;
    for (Entry e = table[slot]; e != null; before = e, e = e.next) {
      if (e.pipe == pipe && Arrays.equals(e.id, id)) {
        if (before == null) {
          table[slot] = e.next;
        } else {
          before.next = e.next;
        }
        size--;
        return;
      }
    }
  }

  private static int hash(byte[] id) {
    int hash = Arrays.hashCode(id);
    return hash ^ hash >>> 16;
  }
}
