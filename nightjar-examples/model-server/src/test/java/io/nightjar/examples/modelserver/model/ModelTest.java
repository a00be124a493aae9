// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.examples.modelserver.model.Spirals.Point;
import io.nightjar.testkit.ReferencePeers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The model that the build has made. */
class ModelTest {
  private static final Path FILE = Path.of("target", "model.json");
  private static final JsonMapper MAPPER = new JsonMapper();

  @Test
  void knowsPointsThatItWasNotTrainedWith() throws Exception {
    Model model = Model.load(FILE);
    List<Point> points = TrainModel.heldOut();
    assertThat(Training.accuracy(model, points)).isGreaterThanOrEqualTo(0.95);
    for (Point point : points) {
      double[] probabilities = model.predict(point.features());
      assertThat(probabilities).hasSize(Spirals.ARMS);
      assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void isTheSameEachTimeItIsTrained() throws Exception {
    Model model = Model.load(FILE);
    Model again = TrainModel.train();
    assertThat(again.hiddenWeights()).isDeepEqualTo(model.hiddenWeights());
    assertThat(again.hiddenBiases()).isEqualTo(model.hiddenBiases());
    assertThat(again.outputWeights()).isDeepEqualTo(model.outputWeights());
    assertThat(again.outputBiases()).isEqualTo(model.outputBiases());
  }

  @Test
  void wantsItsNumberOfFeatures() throws Exception {
    Model model = Model.load(FILE);
    assertThatThrownBy(() -> model.predict(new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model wants 2 features and got 3");
  }

  @Test
  void answersInPythonAsInJava() throws Exception {
    List<double[]> features = TrainModel.heldOut().stream().map(Point::features).toList();
    double[][] python = predictInPython(MAPPER.writeValueAsString(features));
    assertThat(python).hasDimensions(features.size(), Spirals.ARMS);
    Model model = Model.load(FILE);
    for (int i = 0; i < python.length; i++) {
      double[] java = model.predict(features.get(i));
      for (int label = 0; label < java.length; label++) {
        assertThat(python[i][label]).isCloseTo(java[label], within(1e-12));
      }
    }
  }

  private static double[][] predictInPython(String features) throws Exception {
    String program =
        "import json, sys; sys.path.insert(0, 'python'); from model import Model; model ="
            + " Model(sys.argv[1]); print(json.dumps([model.predict(f) for f in"
            + " json.load(sys.stdin)]))";
    Process process =
        new ProcessBuilder(ReferencePeers.python(), "-c", program, FILE.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var input = process.getOutputStream()) {
      input.write(features.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return MAPPER.readValue(output, double[][].class);
  }
}
