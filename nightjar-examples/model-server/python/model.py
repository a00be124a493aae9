# SPDX-License-Identifier: Apache-2.0
"""The model, as Model.java has it: a network with one hidden layer, from the same file."""
import json, math


class Model:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        self.hidden = list(zip(data["hiddenBiases"], data["hiddenWeights"]))
        self.output = list(zip(data["outputBiases"], data["outputWeights"]))

    def predict(self, features):
        """The probability of each label."""
        if len(features) != len(self.hidden[0][1]):
            raise ValueError(f"the model wants {len(self.hidden[0][1])} features and got {len(features)}")
        values = layer(self.output, [math.tanh(value) for value in layer(self.hidden, features)])
        powers = [math.exp(value - max(values)) for value in values]
        return [power / sum(powers) for power in powers]


def layer(units, inputs):
    return [bias + sum(weight * value for weight, value in zip(weights, inputs)) for bias, weights in units]
