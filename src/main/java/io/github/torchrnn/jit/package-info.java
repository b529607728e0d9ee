/**
 * Programs for LibTorch's interpreter: {@code torch.compile} and {@code torch.jit}.
 *
 * <table>
 *   <caption>Names of torch and their Java twins</caption>
 *   <thead>
 *     <tr><th scope="col">torch</th><th scope="col">Java</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr>
 *       <th scope="row">{@code torch.compile} of a loop's body</th>
 *       <td>{@link CompiledStep}</td>
 *       <td>a whole training step: a lambda that computes the loss, clipping and optimizer</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.compile(net)}</th>
 *       <td>{@link CompiledForward}</td>
 *       <td>a lambda without gradients</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.jit.trace(module, example)}</th>
 *       <td>{@link TorchScript#trace}</td>
 *       <td>makes a {@link ScriptModule} of a lambda, a {@link Traceable}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.jit.save(traced, path)}</th>
 *       <td>{@link TorchScript#save}</td>
 *       <td>loads in Python, DJL and C++ without this library</td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn.jit;

import org.jspecify.annotations.NullMarked;
