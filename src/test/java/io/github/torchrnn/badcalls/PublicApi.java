package io.github.torchrnn.badcalls;

import io.github.torchrnn.Torch;
import io.github.torchrnn.distributions.Bernoulli;
import io.github.torchrnn.distributions.Categorical;
import io.github.torchrnn.distributions.Normal;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.io.Safetensors;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.TorchScript;
import io.github.torchrnn.nn.BCEWithLogitsLoss;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.Init;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.ModuleList;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.PadOptions;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.ReLU;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.Softmax;
import io.github.torchrnn.nn.UnpackOptions;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.AdamW;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.ParamGroup;
import io.github.torchrnn.optim.SGD;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;

/** The classes that a user of the library sees. */
final class PublicApi {

  static final List<Class<?>> TYPES =
      List.of(
          Torch.class,
          Functional.class,
          Init.class,
          RNNUtils.class,
          ClipGrad.class,
          TorchScript.class,
          Pt.class,
          Safetensors.class,
          PackOptions.class,
          PadOptions.class,
          UnpackOptions.class,
          PackedSequence.class,
          RNN.class,
          RNN.class,
          RNN.Builder.class,
          LSTM.class,
          LSTM.class,
          LSTM.class,
          LSTM.Builder.class,
          GRU.class,
          GRU.class,
          GRU.Builder.class,
          RNNCell.class,
          RNNCell.Builder.class,
          LSTMCell.class,
          LSTMCell.Builder.class,
          GRUCell.class,
          Linear.class,
          Linear.Builder.class,
          Embedding.class,
          Embedding.Builder.class,
          Dropout.class,
          ReLU.class,
          Softmax.class,
          Sequential.class,
          ModuleList.class,
          CrossEntropyLoss.class,
          CrossEntropyLoss.Builder.class,
          NLLLoss.class,
          MSELoss.class,
          BCEWithLogitsLoss.class,
          SGD.class,
          SGD.Builder.class,
          Adam.class,
          Adam.Builder.class,
          AdamW.class,
          ParamGroup.class,
          Categorical.class,
          Bernoulli.class,
          Normal.class,
          CompiledStep.class);

  /** What would end the harness itself, or is DJL's to call. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "enableGrad",
          "noGrad",
          "scope",
          "setNumThreads",
          "loadParameters",
          "saveParameters",
          "initialize");

  private PublicApi() {}

  static boolean isLeftOut(Method method) {
    return LEFT_OUT.contains(method.getName());
  }
}
