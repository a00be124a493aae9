// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every block of Java in README and {@code docs} stands, line for line, in a source file of this
 * module or of the model server, and so compiles. Indentation, empty lines and the marks of samples
 * do not count.
 */
class DocumentationTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** A block of code in a page. */
  private record Block(Path page, int line, String code) {}

  @TestFactory
  Stream<DynamicTest> samplesOfThePagesCompileHere() throws IOException {
    List<String> sources = new ArrayList<>();
    for (Path folder : List.of(Path.of("src"), Path.of("model-server", "src"))) {
      for (Path source : files(folder, ".java")) {
        sources.add(normalize(Files.readAllLines(source)));
      }
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      for (Block block : blocks(page)) {
        tests.add(
            DynamicTest.dynamicTest(
                ROOT.relativize(page) + " line " + block.line(), () -> check(block, sources)));
      }
    }
    return tests.stream();
  }

  @Test
  void blocksOfJavaAreFoundInAPage() {
    List<Block> blocks =
        blocks(
            Path.of("page.md"),
            List.of("text", "```java", "a();", "", "  b();", "```", "```sh", "ls", "```"));
    assertThat(blocks).containsExactly(new Block(Path.of("page.md"), 2, "\na();\nb();\n"));
  }

  private static void check(Block block, List<String> sources) {
    assertThat(sources)
        .as("sources of the examples; this sample is in none: %s", block.code())
        .anyMatch(source -> source.contains(block.code()));
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    Path readme = ROOT.resolve("README.md");
    if (Files.exists(readme)) {
      pages.add(readme);
    }
    if (Files.isDirectory(ROOT.resolve("docs"))) {
      pages.addAll(files(ROOT.resolve("docs"), ".md"));
    }
    return pages;
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static List<Block> blocks(Path page) throws IOException {
    return blocks(page, Files.readAllLines(page));
  }

  private static List<Block> blocks(Path page, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    List<String> code = null;
    int start = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (code == null && line.equals("```java")) {
        code = new ArrayList<>();
        start = i + 1;
      } else if (code != null && line.equals("```")) {
        blocks.add(new Block(page, start, normalize(code)));
        code = null;
      } else if (code != null) {
        code.add(line);
      }
    }
    return blocks;
  }

  private static String normalize(List<String> lines) {
    StringBuilder text = new StringBuilder("\n");
    for (String line : lines) {
      String stripped = line.strip();
      boolean mark = stripped.startsWith("// tag::") || stripped.startsWith("// end::");
      if (!stripped.isEmpty() && !mark) {
        text.append(stripped).append('\n');
      }
    }
    return text.toString();
  }
}
