/**
 * Layers, losses, and the base of networks: {@code torch.nn}.
 *
 * <p>A constructor takes the sizes that torch requires; {@code builder(...)} takes all else, by
 * torch's names in camelCase and with torch's defaults. {@code layer(x)} is {@code
 * layer.forward(x)}. Parameters keep torch's names, {@code weight_ih_l0_reverse} for example.
 *
 * <p>Contents: <a href="#modules">modules</a> · <a href="#containers">containers</a> · <a
 * href="#recurrent">recurrent layers and cells</a> · <a href="#layers">other layers</a> · <a
 * href="#losses">losses</a> · <a href="#functions">functions</a> · <a href="#utilities">packing,
 * clipping, parametrizations</a>.
 *
 * <table>
 *   <caption>The members of torch.nn, and those of this library</caption>
 *   <thead>
 *     <tr><th scope="col">torch</th><th scope="col">Java</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody id="modules">
 *     <tr><th scope="rowgroup" colspan="3">Modules</th></tr>
 *     <tr>
 *       <th scope="row">{@code nn.Module}</th>
 *       <td>{@link TorchModule}</td>
 *       <td>{@code Module} alone is {@code java.lang.Module}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code self.fc = nn.Linear(8, 4)}</th>
 *       <td>{@code fc = register("fc", new Linear(8, 4))}</td>
 *       <td>{@code TorchModule.register} gives the layer its name; {@link Unregistered} marks a field whose
 *           layer is not part of the module</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Parameter}</th>
 *       <td>{@code registerParameter(name, value)}</td>
 *       <td>a method of {@link TorchModule}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code decoder.weight = encoder.weight}</th>
 *       <td>{@link TorchModule#setParameter}</td>
 *       <td>also {@link Linear#weight(ai.djl.ndarray.NDArray)} and {@link Embedding#weight(ai.djl.ndarray.NDArray)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code register_buffer}</th>
 *       <td>{@code registerBuffer(name, value)}</td>
 *       <td>a method of {@link TorchModule}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.compile(net)}, without gradients</th>
 *       <td>{@link io.github.torchrnn.jit.CompiledForward}</td>
 *       <td>with gradients {@link io.github.torchrnn.jit.CompiledStep}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.parameters()}</th>
 *       <td>{@link TorchModule#parameters}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.named_parameters()}</th>
 *       <td>{@link TorchModule#namedParameters}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.named_buffers()}</th>
 *       <td>{@link TorchModule#namedBuffers}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.buffers()}</th>
 *       <td>{@link TorchModule#buffers}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.get_parameter}</th>
 *       <td>{@link TorchModule#getParameter(String)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.get_buffer}</th>
 *       <td>{@link TorchModule#getBuffer}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.get_submodule}</th>
 *       <td>{@link TorchModule#getSubmodule}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.children()}</th>
 *       <td>{@link TorchModule#children}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.named_children()}</th>
 *       <td>{@link TorchModule#namedChildren}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.named_modules()}</th>
 *       <td>{@link TorchModule#namedModules}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.modules()}</th>
 *       <td>{@link TorchModule#modules}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.apply}</th>
 *       <td>{@link TorchModule#apply}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.register_forward_hook}</th>
 *       <td>{@link TorchModule#registerForwardHook(ForwardHook)}</td>
 *       <td>a {@link ForwardHook} sees arrays as an NDList; of layers, not of networks with a forward of their own</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.register_forward_pre_hook}</th>
 *       <td>{@link TorchModule#registerForwardPreHook(ForwardPreHook)}</td>
 *       <td>a {@link ForwardPreHook}, likewise</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.train(), eval()}</th>
 *       <td>{@link TorchModule#train()}, {@link TorchModule#eval}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.training}</th>
 *       <td>{@link TorchModule#isTraining}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.requires_grad_}</th>
 *       <td>{@link TorchModule#requiresGrad}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.zero_grad()}</th>
 *       <td>{@link TorchModule#zeroGrad}</td>
 *       <td>zeros where torch sets None</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.to(device), to(dtype)}</th>
 *       <td>{@link TorchModule#to(ai.djl.Device)}, {@link TorchModule#to(ai.djl.ndarray.types.DataType)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.state_dict()}</th>
 *       <td>{@link TorchModule#stateDict}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code copy.deepcopy(model.state_dict())}</th>
 *       <td>{@link StateDict#copy}</td>
 *       <td>a copy that no scope frees: the best model so far</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code copy.deepcopy(model)}</th>
 *       <td>{@link Copy#deepcopy}</td>
 *       <td>fields too, if they hold what can be copied</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code module.load_state_dict}</th>
 *       <td>{@link TorchModule#loadStateDict(java.util.Map)}</td>
 *       <td>returns {@link IncompatibleKeys}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code print(module)}</th>
 *       <td>{@link TorchModule#toString}</td>
 *       <td></td>
 *     </tr>
 *   </tbody>
 *   <tbody id="containers">
 *     <tr><th scope="rowgroup" colspan="3">Containers</th></tr>
 *     <tr>
 *       <th scope="row">{@code nn.Sequential}</th>
 *       <td>{@link Sequential}</td>
 *       <td>of layers that return one array</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.ModuleList}</th>
 *       <td>{@link ModuleList}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.ModuleDict}</th>
 *       <td>{@link ModuleDict}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.ParameterList}</th>
 *       <td>{@link ParameterList}</td>
 *       <td>of arrays, which become parameters</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.ParameterDict}</th>
 *       <td>{@link ParameterDict}</td>
 *       <td>in the order of the map</td>
 *     </tr>
 *   </tbody>
 *   <tbody id="recurrent">
 *     <tr><th scope="rowgroup" colspan="3">Recurrent layers and cells</th></tr>
 *     <tr>
 *       <th scope="row">{@code nn.RNN}</th>
 *       <td>{@link RNN}</td>
 *       <td>{@code output, h = rnn(x)} is {@link RNNOutput}, of packed input {@link PackedRNNOutput}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.LSTM}</th>
 *       <td>{@link LSTM}</td>
 *       <td>{@code output, (h, c)} is {@link LSTMOutput}, {@code (h, c)} {@link LSTMState}, and of packed
 *           input {@link PackedLSTMOutput}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.GRU}</th>
 *       <td>{@link GRU}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.RNNBase}</th>
 *       <td>{@link RNNBase}</td>
 *       <td>an RNN or a GRU is a {@link SingleStateRNN}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.RNNCell}</th>
 *       <td>{@link RNNCell}</td>
 *       <td>the nonlinearity is checked when built, not in forward</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.LSTMCell}</th>
 *       <td>{@link LSTMCell}</td>
 *       <td>takes and returns {@link LSTMState}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.GRUCell}</th>
 *       <td>{@link GRUCell}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.RNNCellBase}</th>
 *       <td>{@link RNNCellBase}</td>
 *       <td>an RNNCell or a GRUCell is a {@link SingleStateCell}</td>
 *     </tr>
 *   </tbody>
 *   <tbody id="layers">
 *     <tr><th scope="rowgroup" colspan="3">Other layers</th></tr>
 *     <tr>
 *       <th scope="row">a layer of one tensor</th>
 *       <td>{@link UnaryLayer}</td>
 *       <td>the type of any layer below: {@code layer.forward(input)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Linear}</th>
 *       <td>{@link Linear}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Embedding}</th>
 *       <td>{@link Embedding}</td>
 *       <td>indices are int64: {@code Torch.tensor(1, 2)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Dropout}</th>
 *       <td>{@link Dropout}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Conv1d}</th>
 *       <td>{@link Conv1d}</td>
 *       <td>options are {@code Conv1d.builder(...)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Conv2d}</th>
 *       <td>{@link Conv2d}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.MaxPool1d}, {@code MaxPool2d}</th>
 *       <td>{@link MaxPool1d}, {@link MaxPool2d}</td>
 *       <td>without {@code return_indices}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.AvgPool1d}, {@code AvgPool2d}, {@code AdaptiveAvgPool1d}</th>
 *       <td>{@link AvgPool1d}, {@link AvgPool2d}, {@link AdaptiveAvgPool1d}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.AdaptiveAvgPool2d}</th>
 *       <td>{@link AdaptiveAvgPool2d}</td>
 *       <td>null for None</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.MultiheadAttention}</th>
 *       <td>{@link MultiheadAttention}</td>
 *       <td>returns an {@link AttentionOutput}; keyword arguments are {@link AttentionOptions}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.BatchNorm1d}, {@code BatchNorm2d}</th>
 *       <td>{@link BatchNorm1d}, {@link BatchNorm2d}</td>
 *       <td>both are a {@link BatchNorm}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.LayerNorm}</th>
 *       <td>{@link LayerNorm}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Dropout2d}</th>
 *       <td>{@link Dropout2d}</td>
 *       <td>without torch's warning about inputs of three axes</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Dropout1d}, {@code Unflatten}</th>
 *       <td>{@link Dropout1d}, {@link Unflatten}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.GroupNorm}</th>
 *       <td>{@link GroupNorm}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.ConvTranspose1d}</th>
 *       <td>{@link ConvTranspose1d}</td>
 *       <td>only zeros as padding, as in torch</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Bilinear}</th>
 *       <td>{@link Bilinear}</td>
 *       <td>takes two arrays</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.EmbeddingBag}</th>
 *       <td>{@link EmbeddingBag}</td>
 *       <td>dense gradients, without {@code sparse}; keyword arguments of {@code from_pretrained} are {@link EmbeddingBagOptions}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Identity}, {@code Flatten}, {@code Tanh}, {@code ReLU}</th>
 *       <td>{@link Identity}, {@link Flatten}, {@link Tanh}, {@link ReLU}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Sigmoid}, {@code LeakyReLU}, {@code ELU}, {@code GELU}</th>
 *       <td>{@link Sigmoid}, {@link LeakyReLU}, {@link ELU}, {@link GELU}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.SiLU}, {@code Softplus}, {@code Hardtanh}, {@code LogSigmoid}</th>
 *       <td>{@link SiLU}, {@link Softplus}, {@link Hardtanh}, {@link LogSigmoid}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.PReLU}, {@code SELU}, {@code CELU}, {@code Threshold}</th>
 *       <td>{@link PReLU}, {@link SELU}, {@link CELU}, {@link Threshold}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Mish}, {@code Softsign}, {@code Hardsigmoid}, {@code Hardswish}</th>
 *       <td>{@link Mish}, {@link Softsign}, {@link Hardsigmoid}, {@link Hardswish}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.GLU}</th>
 *       <td>{@link GLU}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.Softmax}, {@code LogSoftmax}</th>
 *       <td>{@link Softmax}, {@link LogSoftmax}</td>
 *       <td>the dimension is required</td>
 *     </tr>
 *   </tbody>
 *   <tbody id="losses">
 *     <tr><th scope="rowgroup" colspan="3">Losses</th></tr>
 *     <tr>
 *       <th scope="row">a loss</th>
 *       <td>{@link Loss}</td>
 *       <td>the type of any loss: {@code loss.forward(input, target)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.CrossEntropyLoss}, {@code NLLLoss}, {@code MSELoss}, {@code BCEWithLogitsLoss}</th>
 *       <td>{@link CrossEntropyLoss}, {@link NLLLoss}, {@link MSELoss}, {@link BCEWithLogitsLoss}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.BCELoss}, {@code L1Loss}, {@code SmoothL1Loss}</th>
 *       <td>{@link BCELoss}, {@link L1Loss}, {@link SmoothL1Loss}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.HuberLoss}, {@code HingeEmbeddingLoss}, {@code SoftMarginLoss}, {@code PoissonNLLLoss}</th>
 *       <td>{@link HuberLoss}, {@link HingeEmbeddingLoss}, {@link SoftMarginLoss}, {@link PoissonNLLLoss}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.KLDivLoss}</th>
 *       <td>{@link KLDivLoss}</td>
 *       <td>the first with reduction "mean" warns</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.MultiMarginLoss}, {@code MultiLabelMarginLoss}, {@code MultiLabelSoftMarginLoss}</th>
 *       <td>{@link MultiMarginLoss}, {@link MultiLabelMarginLoss}, {@link MultiLabelSoftMarginLoss}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.MarginRankingLoss}, {@code CosineEmbeddingLoss}, {@code TripletMarginLoss}, {@code GaussianNLLLoss}</th>
 *       <td>{@link MarginRankingLoss}, {@link CosineEmbeddingLoss}, {@link TripletMarginLoss}, {@link GaussianNLLLoss}</td>
 *       <td>of three arrays; a variance may be a number</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.CTCLoss}</th>
 *       <td>{@link CTCLoss}</td>
 *       <td>lengths are arrays or {@code long[]}</td>
 *     </tr>
 *   </tbody>
 *   <tbody id="functions">
 *     <tr><th scope="rowgroup" colspan="3">Functions</th></tr>
 *     <tr>
 *       <th scope="row">{@code nn.init.*}</th>
 *       <td>{@link Init}</td>
 *       <td>methods keep the underscore at their end: {@link Init#orthogonal_(ai.djl.ndarray.NDArray)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.*}</th>
 *       <td>{@link Functional}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.one_hot}, {@code dropout}</th>
 *       <td>{@link Functional#oneHot(ai.djl.ndarray.NDArray, long)}, {@link Functional#dropout}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.relu}, {@code sigmoid}, {@code softmax}, {@code log_softmax}</th>
 *       <td>{@link Functional#relu}, {@link Functional#sigmoid}, {@link Functional#softmax}, {@link Functional#logSoftmax}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.conv1d}, {@code conv2d}</th>
 *       <td>{@link Functional#conv1d}, {@link Functional#conv2d}</td>
 *       <td>keyword arguments are {@link ConvOptions}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.max_pool1d}, {@code max_pool2d}, {@code avg_pool1d}, {@code avg_pool2d}</th>
 *       <td>{@link Functional#maxPool1d}, {@link Functional#maxPool2d}, {@link Functional#avgPool1d}, {@link Functional#avgPool2d}</td>
 *       <td>keyword arguments are {@link MaxPoolOptions} and {@link AvgPoolOptions}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.adaptive_avg_pool1d}, {@code adaptive_avg_pool2d}</th>
 *       <td>{@link Functional#adaptiveAvgPool1d}, {@link Functional#adaptiveAvgPool2d}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.pad}, {@code dropout2d}</th>
 *       <td>{@link Functional#pad}, {@link Functional#dropout2d}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.layer_norm}, {@code batch_norm}, {@code normalize}, {@code cosine_similarity}</th>
 *       <td>{@link Functional#layerNorm}, {@link Functional#batchNorm}, {@link Functional#normalize}, {@link Functional#cosineSimilarity}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.scaled_dot_product_attention}</th>
 *       <td>{@link Functional#scaledDotProductAttention}</td>
 *       <td>keyword arguments are {@link SDPAOptions}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.linear}, {@code embedding}</th>
 *       <td>{@link Functional#linear}, {@link Functional#embedding}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.leaky_relu}, {@code elu}, {@code gelu}, {@code silu}, {@code softplus}, {@code hardtanh}, {@code logsigmoid}, {@code tanh}</th>
 *       <td>{@link Functional#leakyRelu}, {@link Functional#elu}, {@link Functional#gelu}, {@link Functional#silu}, {@link Functional#softplus}, {@link Functional#hardtanh}, {@link Functional#logsigmoid}, {@link Functional#tanh}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.prelu}, {@code selu}, {@code celu}, {@code mish}, {@code softsign}, {@code hardsigmoid}, {@code hardswish}, {@code threshold}, {@code glu}</th>
 *       <td>{@link Functional#prelu}, {@link Functional#selu}, {@link Functional#celu}, {@link Functional#mish}, {@link Functional#softsign}, {@link Functional#hardsigmoid}, {@link Functional#hardswish}, {@link Functional#threshold}, {@link Functional#glu}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.gumbel_softmax}</th>
 *       <td>{@link Functional#gumbelSoftmax}</td>
 *       <td>without {@code eps}, which torch ignores</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.interpolate}</th>
 *       <td>{@link Functional#interpolate}</td>
 *       <td>modes nearest, linear, bilinear and area, of 3 or 4 axes; keyword arguments are {@link InterpolateOptions}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.dropout1d}, {@code group_norm}, {@code bilinear}</th>
 *       <td>{@link Functional#dropout1d}, {@link Functional#groupNorm}, {@link Functional#bilinear}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.conv_transpose1d}, {@code embedding_bag}</th>
 *       <td>{@link Functional#convTranspose1d}, {@link Functional#embeddingBag}</td>
 *       <td>keyword arguments are {@link ConvTransposeOptions} and {@link EmbeddingBagOptions}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.cross_entropy}, {@code nll_loss}, {@code mse_loss}, {@code l1_loss}, {@code smooth_l1_loss}, {@code binary_cross_entropy}, {@code binary_cross_entropy_with_logits}</th>
 *       <td>{@link Functional#crossEntropy}, {@link Functional#nllLoss}, {@link Functional#mseLoss}, {@link Functional#l1Loss}, {@link Functional#smoothL1Loss}, {@link Functional#binaryCrossEntropy}, {@link Functional#binaryCrossEntropyWithLogits}</td>
 *       <td>keyword arguments are {@code CrossEntropyLoss.builder()}, and so for all losses</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.huber_loss}, {@code kl_div}, {@code poisson_nll_loss}, {@code gaussian_nll_loss}, {@code ctc_loss}</th>
 *       <td>{@link Functional#huberLoss}, {@link Functional#klDiv}, {@link Functional#poissonNllLoss}, {@link Functional#gaussianNllLoss}, {@link Functional#ctcLoss}</td>
 *       <td>the {@code weight} of {@code mse_loss}, {@code l1_loss} and {@code huber_loss} is the last argument</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.functional.margin_ranking_loss}, {@code hinge_embedding_loss}, {@code cosine_embedding_loss}, {@code triplet_margin_loss}, {@code multi_margin_loss}, {@code multilabel_margin_loss}, {@code multilabel_soft_margin_loss}, {@code soft_margin_loss}</th>
 *       <td>{@link Functional#marginRankingLoss}, {@link Functional#hingeEmbeddingLoss}, {@link Functional#cosineEmbeddingLoss}, {@link Functional#tripletMarginLoss}, {@link Functional#multiMarginLoss}, {@link Functional#multilabelMarginLoss}, {@link Functional#multilabelSoftMarginLoss}, {@link Functional#softMarginLoss}</td>
 *       <td></td>
 *     </tr>
 *   </tbody>
 *   <tbody id="utilities">
 *     <tr><th scope="rowgroup" colspan="3">Packing, clipping, parametrizations</th></tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.rnn.PackedSequence}</th>
 *       <td>{@link PackedSequence}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code pack_padded_sequence}</th>
 *       <td>{@link RNNUtils#packPaddedSequence(ai.djl.ndarray.NDArray, long...)}</td>
 *       <td>of {@code nn.utils.rnn}; keyword arguments are {@link PackOptions}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code pad_packed_sequence}</th>
 *       <td>{@link RNNUtils#padPackedSequence(PackedSequence)}</td>
 *       <td>returns a {@link PaddedSequence}; keyword arguments are {@link UnpackOptions}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code pad_sequence}</th>
 *       <td>{@link RNNUtils#padSequence(java.util.List)}</td>
 *       <td>keyword arguments are {@link PadOptions}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code unpad_sequence}</th>
 *       <td>{@link RNNUtils#unpadSequence}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code pack_sequence}</th>
 *       <td>{@link RNNUtils#packSequence(java.util.List)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code unpack_sequence}</th>
 *       <td>{@link RNNUtils#unpackSequence}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code invert_permutation}</th>
 *       <td>{@link RNNUtils#invertPermutation}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.clip_grad_norm_}</th>
 *       <td>{@link io.github.torchrnn.optim.ClipGrad#clipGradNorm(java.util.Collection, double)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.parametrizations.weight_norm}</th>
 *       <td>{@link Parametrizations#weightNorm(TorchModule, String, Integer)}</td>
 *       <td>of layers; {@code nn.utils.weight_norm} is the same, and its files can be loaded</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.parametrizations.spectral_norm}</th>
 *       <td>{@link Parametrizations#spectralNorm(TorchModule, String, SpectralNormOptions)}</td>
 *       <td>keyword arguments are {@link SpectralNormOptions}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.parametrize.is_parametrized}</th>
 *       <td>{@link Parametrizations#isParametrized(TorchModule, String)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.parametrize.remove_parametrizations}</th>
 *       <td>{@link Parametrizations#removeParametrizations(TorchModule, String)}</td>
 *       <td></td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn.nn;

import org.jspecify.annotations.NullMarked;
