/**
 * Optimizers: {@code torch.optim}.
 *
 * <p>They take the parameters of a module, {@code net.parameters()}, and keep state for them, which
 * {@code close()} frees.
 *
 * <table>
 *   <caption>The members of torch.optim, and those of this library</caption>
 *   <thead>
 *     <tr><th scope="col">torch</th><th scope="col">Java</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr>
 *       <th scope="row">{@code optim.SGD}</th>
 *       <td>{@link SGD}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optim.Adam}</th>
 *       <td>{@link Adam}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optim.AdamW}</th>
 *       <td>{@link AdamW}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optim.Adam(params, fused=True)}</th>
 *       <td>{@code Adam.builder(params).fused(true).build()}</td>
 *       <td>AdamW's too</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optim.Optimizer}</th>
 *       <td>{@link Optimizer}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optimizer.step()}</th>
 *       <td>{@link Optimizer#step}</td>
 *       <td>without a closure</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optimizer.zero_grad()}</th>
 *       <td>{@link Optimizer#zeroGrad}</td>
 *       <td>zeros where torch sets None</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optimizer.param_groups}</th>
 *       <td>{@link Optimizer#paramGroups}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code group["lr"] = 0.1}</th>
 *       <td>{@link ParamGroup#lr(double)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code group["momentum"] = 0.9}</th>
 *       <td>{@link ParamGroup#set}</td>
 *       <td>checked as at construction</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code [{"params": p, "lr": 0.1}, ...]}</th>
 *       <td>{@link Optimizer.Builder#group}</td>
 *       <td>a method of each builder</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optimizer.state_dict()}</th>
 *       <td>{@link Optimizer#stateDict}</td>
 *       <td>Python reads it, and the other way round</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optimizer.load_state_dict}</th>
 *       <td>{@link Optimizer#loadStateDict}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.clip_grad_norm_}</th>
 *       <td>{@link ClipGrad#clipGradNorm(java.util.Collection, double)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.clip_grad_value_}</th>
 *       <td>{@link ClipGrad#clipGradValue}</td>
 *       <td></td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn.optim;

import org.jspecify.annotations.NullMarked;
