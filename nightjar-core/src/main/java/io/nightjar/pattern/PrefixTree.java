// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A map from byte strings to values that finds all keys which are prefixes of a given string: a
 * radix tree, whose cost of a look-up follows the length of the string and not the number of keys.
 *
 * @param <V> the values
 */
final class PrefixTree<V> {
  private static final byte[] NO_BYTES = {};
  private static final Node<?>[] NO_CHILDREN = {};

  private static final class Node<V> {
    byte[] label;
    @Nullable V value;
    // Sorted by the first byte of their labels, as unsigned numbers.
    Node<V>[] children;

    Node(byte[] label, Node<V>[] children) {
      this.label = label;
      this.children = children;
    }

    /** The place of the child whose label begins with this byte, or -1 - where it would stand. */
    int find(byte first) {
      int low = 0;
      int high = children.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = Byte.compareUnsigned(children[middle].label[0], first);
        if (order == 0) {
          return middle;
        } else if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return -1 - low;
    }

    void insert(int place, Node<V> child) {
      Node<V>[] more = Arrays.copyOf(children, children.length + 1);
      System.arraycopy(children, place, more, place + 1, children.length - place);
      more[place] = child;
      children = more;
    }

    void removeChild(int place) {
      Node<V>[] fewer = Arrays.copyOf(children, children.length - 1);
      System.arraycopy(children, place + 1, fewer, place, fewer.length - place);
      children = fewer;
    }
  }

  private final Node<V> root = new Node<>(NO_BYTES, none());
  private int size;

  @SuppressWarnings("unchecked") // an empty array holds no node of a wrong type
  private static <V> Node<V>[] none() {
    return (Node<V>[]) NO_CHILDREN;
  }

  /** The number of keys. */
  int size() {
    return size;
  }

  /** The value of a key. */
  @Nullable V get(byte[] key) {
    Node<V> node = root;
    int at = 0;
    while (at < key.length) {
      int place = node.find(key[at]);
      if (place < 0) {
        return null;
      }
      node = node.children[place];
      if (common(node.label, key, at) < node.label.length) {
        return null;
      }
      at += node.label.length;
    }
    return node.value;
  }

  /** Sets the value of a key. */
  void put(byte[] key, V value) {
    Node<V> node = root;
    int at = 0;
    while (at < key.length) {
      int place = node.find(key[at]);
      if (place < 0) {
        Node<V> leaf = new Node<>(Arrays.copyOfRange(key, at, key.length), none());
        node.insert(-1 - place, leaf);
        node = leaf;
        break;
      }
      Node<V> child = node.children[place];
      int shared = common(child.label, key, at);
      if (shared < child.label.length) {
        child = split(node, place, child, shared);
      }
      node = child;
      at += shared;
    }
    if (node.value == null) {
      size++;
    }
    node.value = value;
  }

  /** Puts a node between a parent and its child, which share only a part of the child's label. */
  private static <V> Node<V> split(Node<V> parent, int place, Node<V> child, int shared) {
    Node<V> middle = new Node<>(Arrays.copyOf(child.label, shared), none());
    child.label = Arrays.copyOfRange(child.label, shared, child.label.length);
    middle.insert(0, child);
    parent.children[place] = middle;
    return middle;
  }

  private static int common(byte[] label, byte[] key, int at) {
    int most = Math.min(label.length, key.length - at);
    int i = 0;
    while (i < most && label[i] == key[at + i]) {
      i++;
    }
    return i;
  }

  /** Removes a key. */
  void remove(byte[] key) {
    Node<V> grandparent = root;
    Node<V> parent = root;
    Node<V> node = root;
    int parentPlace = -1;
    int place = -1;
    int at = 0;
    while (at < key.length) {
      int next = node.find(key[at]);
      if (next < 0) {
        return;
      }
      Node<V> child = node.children[next];
      if (common(child.label, key, at) < child.label.length) {
        return;
      }
      at += child.label.length;
      grandparent = parent;
      parentPlace = place;
      parent = node;
      place = next;
      node = child;
    }
    if (node.value == null) {
      return;
    }
    node.value = null;
    size--;
    // Only these two can have become useless: the parent may have lost one of two children.
    if (place >= 0) {
      tidy(parent, place, node);
    }
    if (parentPlace >= 0) {
      tidy(grandparent, parentPlace, parent);
    }
  }

  /** Removes a child that has become useless, or joins it with its only child. */
  private void tidy(Node<V> parent, int place, Node<V> child) {
    if (child.value != null) {
      return;
    }
    if (child.children.length == 0) {
      parent.removeChild(place);
    } else if (child.children.length == 1) {
      Node<V> only = child.children[0];
      byte[] joined = Arrays.copyOf(child.label, child.label.length + only.label.length);
      System.arraycopy(only.label, 0, joined, child.label.length, only.label.length);
      only.label = joined;
      parent.children[place] = only;
    }
  }

  /** Gives the values of all keys that are prefixes of a string, the shortest first. */
  void forEachPrefix(ByteBuffer memory, int index, int length, Consumer<? super V> action) {
    Node<V> node = root;
    int at = index;
    int end = index + length;
    while (true) {
      V value = node.value;
      if (value != null) {
        action.accept(value);
      }
      if (at == end || node.children.length == 0) {
        return;
      }
      int place = node.find(memory.get(at));
      if (place < 0) {
        return;
      }
      node = node.children[place];
      if (!begins(node.label, memory, at, end)) {
        return;
      }
      at += node.label.length;
    }
  }

  /** Whether some key is a prefix of a string. */
  boolean hasPrefix(ByteBuffer memory, int index, int length) {
    Node<V> node = root;
    int at = index;
    int end = index + length;
    while (node.value == null) {
      if (at == end || node.children.length == 0) {
        return false;
      }
      int place = node.find(memory.get(at));
      if (place < 0) {
        return false;
      }
      node = node.children[place];
      if (!begins(node.label, memory, at, end)) {
        return false;
      }
      at += node.label.length;
    }
    return true;
  }

  private static boolean begins(byte[] label, ByteBuffer memory, int at, int end) {
    if (end - at < label.length) {
      return false;
    }
    for (int i = 0; i < label.length; i++) {
      if (memory.get(at + i) != label[i]) {
        return false;
      }
    }
    return true;
  }

  /** Gives all keys and values. */
  void forEach(BiConsumer<byte[], ? super V> action) {
    removeIf(
        (key, value) -> {
          action.accept(key.get(), value);
          return false;
        });
  }

  /**
   * Removes the keys for which the test says so; the test sees all. Without recursion: a peer
   * decides how deep the tree is.
   */
  void removeIf(BiPredicate<Supplier<byte[]>, ? super V> test) {
    Way<V> way = new Way<>();
    way.enter(root);
    test(root, way, test);
    while (way.depth > 0) {
      Node<V> node = way.node();
      int place = --way.places[way.depth - 1];
      if (place >= 0) {
        Node<V> child = node.children[place];
        way.enter(child);
        test(child, way, test);
      } else {
        way.leave();
        if (way.depth > 0) {
          tidy(way.node(), way.places[way.depth - 1], node);
        }
      }
    }
  }

  private void test(Node<V> node, Way<V> way, BiPredicate<Supplier<byte[]>, ? super V> test) {
    V value = node.value;
    if (value != null && test.test(way, value)) {
      node.value = null;
      size--;
    }
  }

  /** The nodes from the root to one of them, with the places of their children; gives its key. */
  private static final class Way<V> implements Supplier<byte[]> {
    private final List<Node<V>> nodes = new ArrayList<>();
    private final List<byte[]> labels = new ArrayList<>();
    int[] places = new int[16];
    int depth;
    private int length;

    void enter(Node<V> node) {
      if (depth == places.length) {
        places = Arrays.copyOf(places, depth * 2);
      }
      places[depth++] = node.children.length;
      nodes.add(node);
      // Tidying a child makes its label longer, which is not looked at again.
      labels.add(node.label);
      length += node.label.length;
    }

    Node<V> node() {
      return nodes.get(depth - 1);
    }

    void leave() {
      depth--;
      nodes.remove(depth);
      length -= labels.remove(depth).length;
    }

    @Override
    public byte[] get() {
      byte[] key = new byte[length];
      int at = 0;
      for (byte[] label : labels) {
        System.arraycopy(label, 0, key, at, label.length);
        at += label.length;
      }
      return key;
    }
  }
}
