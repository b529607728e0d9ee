/**
 * PyTorch's recurrent layers for Java: same seed, same weights, same losses, same printed lines.
 *
 * <p>{@link io.github.torchrnn.Torch} is the module {@code torch} itself. Layers and losses are in
 * {@link io.github.torchrnn.nn}, optimizers in {@link io.github.torchrnn.optim}, distributions in
 * {@link io.github.torchrnn.distributions}, datasets and batches in {@link
 * io.github.torchrnn.data}, event files for TensorBoard in {@link io.github.torchrnn.tensorboard},
 * files of weights in {@link io.github.torchrnn.io}, compiled steps in {@link
 * io.github.torchrnn.jit}, Python's and NumPy's random numbers in {@link
 * io.github.torchrnn.random}, pictures in {@link io.github.torchrnn.plot}. Arrays are DJL's {@link
 * ai.djl.ndarray.NDArray}. Java names are torch's in camelCase; keyword arguments are methods of a
 * builder.
 *
 * <p>Contents: <a href="#draws">seeds and draws</a> · <a href="#gradients">gradients</a> · <a
 * href="#arrays">new arrays</a> · <a href="#shapes">shapes and selections</a> · <a
 * href="#mathematics">mathematics</a> · <a href="#copies">copies</a> · <a
 * href="#printing">printing</a> · <a href="#devices">types, devices, threads</a> · <a
 * href="#other">memory, scopes, files</a>.
 *
 * <table>
 *   <caption>The members of torch, and those of this library</caption>
 *   <thead>
 *     <tr><th scope="col">torch</th><th scope="col">Java</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody id="draws">
 *     <tr><th scope="rowgroup" colspan="3">Seeds and draws</th></tr>
 *     <tr>
 *       <th scope="row">{@code torch.manual_seed}</th>
 *       <td>{@link Torch#manualSeed}</td>
 *       <td>one generator for the whole process</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.randn}</th>
 *       <td>{@link Torch#randn}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.rand}</th>
 *       <td>{@link Torch#rand}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.normal(mean, std, size)}</th>
 *       <td>{@link Torch#normal}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.bernoulli}, {@code x.bernoulli_}</th>
 *       <td>{@link Torch#bernoulli}, {@link Torch#bernoulli_}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.seed()}</th>
 *       <td>{@link Torch#seed}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.multinomial}</th>
 *       <td>{@link Torch#multinomial}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.Generator}</th>
 *       <td>{@link Generator}</td>
 *       <td>on the CPU</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.randint}</th>
 *       <td>{@link Torch#randint(long, ai.djl.ndarray.types.Shape)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.random_()}</th>
 *       <td>{@link Torch#random_(ai.djl.ndarray.NDArray)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.randperm}</th>
 *       <td>{@link Torch#randperm}</td>
 *       <td></td>
 *     </tr>
 *   </tbody>
 *   <tbody id="gradients">
 *     <tr><th scope="rowgroup" colspan="3">Gradients</th></tr>
 *     <tr>
 *       <th scope="row">{@code torch.enable_grad}</th>
 *       <td>{@link Torch#enableGrad}</td>
 *       <td>nothing is recorded outside of it; a {@link GradMode}, to be closed</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.no_grad}</th>
 *       <td>{@link Torch#noGrad}</td>
 *       <td>the default of every thread</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.is_grad_enabled}</th>
 *       <td>{@link Torch#isGradEnabled}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code loss.backward()}</th>
 *       <td>{@link Torch#backward}</td>
 *       <td>of a loss of one element</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code loss.backward(retain_graph=True)}</th>
 *       <td>{@link Torch#backward(ai.djl.ndarray.NDArray, boolean)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.backward(gradient)}</th>
 *       <td>{@link Torch#backward(ai.djl.ndarray.NDArray, ai.djl.ndarray.NDArray)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code loss.backward(gradient, retain_graph, create_graph=True)}</th>
 *       <td>{@link Torch#backward(ai.djl.ndarray.NDArray, BackwardOptions)}</td>
 *       <td>{@link BackwardOptions}; gradients of gradients</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.autograd.grad(outputs, inputs)}</th>
 *       <td>{@link Torch#grad(java.util.List, java.util.List)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.autograd.grad(..., allow_unused=True)}</th>
 *       <td>{@link Torch#grad(java.util.List, java.util.List, GradOptions)}</td>
 *       <td>{@link GradOptions}: grad_outputs, retain_graph and create_graph too</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.utils.hooks.RemovableHandle}</th>
 *       <td>{@link RemovableHandle}</td>
 *       <td>what registering a hook returns</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.grad}</th>
 *       <td>{@link Torch#grad}</td>
 *       <td>null where Python has None</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.detach()}</th>
 *       <td>{@link ai.djl.ndarray.NDArray#stopGradient}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.requires_grad_()}</th>
 *       <td>{@link ai.djl.ndarray.NDArray#setRequiresGradient}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.register_hook(hook)}</th>
 *       <td>{@link Torch#registerHook}</td>
 *       <td>a {@link RemovableHandle}; a leaf's gradient can be changed, others seen</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.set_grad_enabled(mode)}</th>
 *       <td>{@link Torch#setGradEnabled}</td>
 *       <td>a {@link GradMode}, to be closed</td>
 *     </tr>
 *   </tbody>
 *   <tbody id="arrays">
 *     <tr><th scope="rowgroup" colspan="3">New arrays</th></tr>
 *     <tr>
 *       <th scope="row">{@code torch.tensor}</th>
 *       <td>{@link Torch#tensor(double...)}, {@link Torch#tensor(long...)}</td>
 *       <td>the sizes follow the numbers: {@code tensor(values, 2, 3)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.tensor(2.)}</th>
 *       <td>{@link Torch#scalar(double)}, {@link Torch#scalar(long)}</td>
 *       <td>no dimensions; {@code Torch.tensor(2.0)} has one, of size 1</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.zeros}</th>
 *       <td>{@link Torch#zeros}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.ones}</th>
 *       <td>{@link Torch#ones}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.arange}, {@code linspace}, {@code full}, {@code eye}</th>
 *       <td>{@link Torch#arange}, {@link Torch#linspace}, {@link Torch#full}, {@link Torch#eye}</td>
 *       <td>numbers as in Python: integers make int64</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.zeros_like}, {@code ones_like}, {@code full_like}, {@code rand_like}, {@code randn_like}</th>
 *       <td>{@link Torch#zerosLike}, {@link Torch#onesLike}, {@link Torch#fullLike}, {@link Torch#randLike}, {@link Torch#randnLike}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.empty}</th>
 *       <td>{@link Torch#empty}</td>
 *       <td>zeros</td>
 *     </tr>
 *   </tbody>
 *   <tbody id="shapes">
 *     <tr><th scope="rowgroup" colspan="3">Shapes and selections</th></tr>
 *     <tr>
 *       <th scope="row">{@code torch.cat}, {@code stack}</th>
 *       <td>{@link Torch#cat}, {@link Torch#stack}</td>
 *       <td>of arrays, or of a list and an axis</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.unsqueeze, squeeze, transpose(dim0, dim1)}</th>
 *       <td>{@link Torch#unsqueeze}, {@link Torch#squeeze}, {@link Torch#transpose}</td>
 *       <td>NDArray's {@code transpose(int...)} is {@code permute}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.split}, {@code chunk}, {@code unbind}</th>
 *       <td>{@link Torch#split}, {@link Torch#chunk}, {@link Torch#unbind}</td>
 *       <td>return lists; {@code for row in x} is {@code for (NDArray row : Torch.unbind(x))}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.flip}, {@code roll}, {@code tile}, {@code x.repeat}</th>
 *       <td>{@link Torch#flip}, {@link Torch#roll}, {@link Torch#tile}, {@link Torch#repeat}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.tril}, {@code triu}</th>
 *       <td>{@link Torch#tril}, {@link Torch#triu}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.gather}, {@code scatter}</th>
 *       <td>{@link Torch#gather}, {@link Torch#scatter}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.index_select}, {@code masked_select}, {@code nonzero}, {@code repeat_interleave}</th>
 *       <td>{@link Torch#indexSelect}, {@link Torch#maskedSelect}, {@link Torch#nonzero}, {@link Torch#repeatInterleave}</td>
 *       <td></td>
 *     </tr>
 *   </tbody>
 *   <tbody id="mathematics">
 *     <tr><th scope="rowgroup" colspan="3">Mathematics</th></tr>
 *     <tr>
 *       <th scope="row">{@code torch.max(x, dim)}, {@code sort}, {@code topk}</th>
 *       <td>{@link Torch#max}, {@link Torch#sort}, {@link Torch#topk}</td>
 *       <td>return {@link ValuesAndIndices}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.min(x, dim), argsort}</th>
 *       <td>{@link Torch#min}, {@link Torch#argsort}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.sum}, {@code mean}, {@code std}, {@code var}</th>
 *       <td>{@link Torch#sum}, {@link Torch#mean}, {@link Torch#std}, {@link Torch#var}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.cumsum}, {@code logsumexp}, {@code bincount}</th>
 *       <td>{@link Torch#cumsum}, {@link Torch#logsumexp}, {@link Torch#bincount}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.median}, {@code mode}, {@code cumprod}, {@code norm}</th>
 *       <td>{@link Torch#median}, {@link Torch#mode}, {@link Torch#cumprod}, {@link Torch#norm}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.argmax}, {@code max(x)}, {@code min(x)}</th>
 *       <td>{@link Torch#argmax}, {@link Torch#max}, {@link Torch#min}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.einsum}, {@code dot}</th>
 *       <td>{@link Torch#einsum}, {@link Torch#dot}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.exp}, {@code log}, {@code sqrt}, {@code sin}, {@code cos}, {@code tanh}, {@code sigmoid}, {@code softmax}, {@code abs}, {@code round}</th>
 *       <td>{@link Torch#exp}, {@link Torch#log}, {@link Torch#sqrt}, {@link Torch#sin}, {@link Torch#cos}, {@link Torch#tanh}, {@link Torch#sigmoid}, {@link Torch#softmax}, {@link Torch#abs}, {@link Torch#round}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.mul}, {@code eq}, {@code ne}, {@code max(x, y)}, {@code min(x, y)}</th>
 *       <td>{@link Torch#mul}, {@link Torch#eq}, {@link Torch#ne}, {@link Torch#maximum}, {@link Torch#minimum}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.where}, {@code clamp}, {@code x.masked_fill}</th>
 *       <td>{@link Torch#where}, {@link Torch#clamp}, {@link Torch#maskedFill}</td>
 *       <td>with arrays or numbers</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code 1 - x}, {@code 1 / x}</th>
 *       <td>{@link Torch#rsub}, {@link Torch#rdiv}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.isnan}, {@code equal}, {@code allclose}</th>
 *       <td>{@link Torch#isnan}, {@link Torch#equal}, {@link Torch#allclose}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.bmm}, {@code matmul}, {@code outer}</th>
 *       <td>{@link Torch#bmm}, {@link Torch#matmul}, {@link Torch#outer}</td>
 *       <td></td>
 *     </tr>
 *   </tbody>
 *   <tbody id="copies">
 *     <tr><th scope="rowgroup" colspan="3">Copies</th></tr>
 *     <tr>
 *       <th scope="row">{@code x.copy_(y)}</th>
 *       <td>{@link Torch#copy_}</td>
 *       <td>as in torch, recorded where the thread records</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.data = y}</th>
 *       <td>{@link Torch#setData}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.clone()}</th>
 *       <td>{@link Torch#clone}</td>
 *       <td>DJL's {@code duplicate} cuts gradients</td>
 *     </tr>
 *   </tbody>
 *   <tbody id="printing">
 *     <tr><th scope="rowgroup" colspan="3">Printing</th></tr>
 *     <tr>
 *       <th scope="row">{@code print(x)}</th>
 *       <td>{@link Torch#repr(ai.djl.ndarray.NDArray)}</td>
 *       <td>with grad_fn and all; {@code toString()} is DJL's</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x} as a cell's last line</th>
 *       <td>{@link TorchDisplay#install}</td>
 *       <td>once in a notebook; state dicts, lists and shapes too</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code print(x.shape)}</th>
 *       <td>{@link Torch#repr(ai.djl.ndarray.types.Shape)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.item()}</th>
 *       <td>{@link Torch#item}</td>
 *       <td>and {@link Torch#itemLong}</td>
 *     </tr>
 *   </tbody>
 *   <tbody id="devices">
 *     <tr><th scope="rowgroup" colspan="3">Types, devices, threads</th></tr>
 *     <tr>
 *       <th scope="row">{@code torch.get_num_threads}</th>
 *       <td>{@link Torch#getNumThreads}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.to(dtype)}</th>
 *       <td>{@link Torch#to}</td>
 *       <td>DJL's {@code toType} cuts gradients</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code x.to(device)}</th>
 *       <td>{@link Torch#to}</td>
 *       <td>DJL's {@code toDevice} cuts gradients</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code net = Net().to(device)}</th>
 *       <td>{@code Net net = Torch.to(new Net(), device)}</td>
 *       <td>in place; a {@link Network} keeps its own type</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code net = Net().eval()}</th>
 *       <td>{@link Torch#eval}, {@link Torch#train}</td>
 *       <td>in place; the members {@code net.eval()}, {@code net.to(device)} are there too</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.cuda.is_available}</th>
 *       <td>{@link Torch#isCudaAvailable}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.set_num_threads}</th>
 *       <td>{@link Torch#setNumThreads}</td>
 *       <td>one by default</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.device("cuda:0")}</th>
 *       <td>{@link Torch#device}</td>
 *       <td>DJL's {@link ai.djl.Device}</td>
 *     </tr>
 *   </tbody>
 *   <tbody id="other">
 *     <tr><th scope="rowgroup" colspan="3">Memory, scopes, files</th></tr>
 *     <tr>
 *       <th scope="row"></th>
 *       <td>{@link Torch#requireFinite}</td>
 *       <td>not in torch: stops a training whose loss is NaN</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code del x}</th>
 *       <td>{@link Torch#scope}</td>
 *       <td>a {@link Scope}, which frees what was made in it: Java does not count references</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.save}, {@code torch.load}</th>
 *       <td>{@link Torch#save}, {@link Torch#load}</td>
 *       <td>as {@link io.github.torchrnn.io.Pt}, whose {@code loadStateDict} is typed</td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn;

import org.jspecify.annotations.NullMarked;
