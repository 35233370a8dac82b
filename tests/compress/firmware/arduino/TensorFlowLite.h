// By this header Arduino finds the library of TensorFlow.
