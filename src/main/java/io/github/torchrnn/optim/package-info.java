/**
 * Optimizers: {@code torch.optim}.
 *
 * <p>They take the parameters of a module, {@code net.parameters()}, and keep state for them, which
 * {@code close()} frees.
 *
 * <p>Contents: <a href="#optimizers">optimizers</a> · <a href="#steps">steps, groups of parameters,
 * states</a> · <a href="#schedules">schedules of learning rates</a> · <a href="#gradients">clipping
 * and vectors</a>.
 *
 * <table>
 *   <caption>The members of torch.optim, and those of this library</caption>
 *   <thead>
 *     <tr><th scope="col">torch</th><th scope="col">Java</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody id="optimizers">
 *     <tr><th scope="rowgroup" colspan="3">Optimizers</th></tr>
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
 *       <th scope="row">{@code optim.RMSprop}</th>
 *       <td>{@link RMSprop}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optim.Adagrad}</th>
 *       <td>{@link Adagrad}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optim.Adadelta}</th>
 *       <td>{@link Adadelta}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optim.ASGD}</th>
 *       <td>{@link ASGD}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optim.Adamax}</th>
 *       <td>{@link Adamax}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optim.NAdam}</th>
 *       <td>{@link NAdam}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optim.RAdam}</th>
 *       <td>{@link RAdam}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optim.LBFGS}</th>
 *       <td>{@link LBFGS}</td>
 *       <td>{@code step(closure)}; not in a compiled step</td>
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
 *   </tbody>
 *   <tbody id="steps">
 *     <tr><th scope="rowgroup" colspan="3">Steps, groups of parameters, states</th></tr>
 *     <tr>
 *       <th scope="row">{@code optimizer.step()}</th>
 *       <td>{@link Optimizer#step}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optimizer.step(closure)}</th>
 *       <td>{@link Optimizer#step(java.util.function.Supplier)}</td>
 *       <td></td>
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
 *       <th scope="row">{@code optimizer.add_param_group(group)}</th>
 *       <td>{@link Optimizer#addParamGroup}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code optimizer.state[p]}</th>
 *       <td>{@code optimizer.state().get(p)}, {@link Optimizer#state}</td>
 *       <td></td>
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
 *   </tbody>
 *   <tbody id="schedules">
 *     <tr><th scope="rowgroup" colspan="3">Schedules of learning rates</th></tr>
 *     <tr>
 *       <th scope="row">{@code optim.lr_scheduler.LRScheduler}</th>
 *       <td>{@link LRScheduler}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.StepLR(optimizer, 30)}</th>
 *       <td>{@link StepLR}</td>
 *       <td>{@code new StepLR(optimizer, 30)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.ReduceLROnPlateau}</th>
 *       <td>{@link ReduceLROnPlateau}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.MultiStepLR(optimizer, [30, 80])}</th>
 *       <td>{@link MultiStepLR}</td>
 *       <td>{@code new MultiStepLR(optimizer, 30, 80)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.ExponentialLR}</th>
 *       <td>{@link ExponentialLR}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.LambdaLR}</th>
 *       <td>{@link LambdaLR}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.CosineAnnealingLR}</th>
 *       <td>{@link CosineAnnealingLR}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.CosineAnnealingWarmRestarts}</th>
 *       <td>{@link CosineAnnealingWarmRestarts}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.OneCycleLR}</th>
 *       <td>{@link OneCycleLR}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.ConstantLR}</th>
 *       <td>{@link ConstantLR}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.LinearLR}</th>
 *       <td>{@link LinearLR}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.MultiplicativeLR}</th>
 *       <td>{@link MultiplicativeLR}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.PolynomialLR}</th>
 *       <td>{@link PolynomialLR}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.CyclicLR}</th>
 *       <td>{@link CyclicLR}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.ChainedScheduler([first, second])}</th>
 *       <td>{@link ChainedScheduler}</td>
 *       <td>{@code new ChainedScheduler(List.of(first, second))}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code lr_scheduler.SequentialLR(optimizer, [first, second], [20])}</th>
 *       <td>{@link SequentialLR}</td>
 *       <td>{@code new SequentialLR(optimizer, List.of(first, second), 20)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code scheduler.step()}</th>
 *       <td>{@link LRScheduler#step}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code scheduler.step(val_loss)}</th>
 *       <td>{@link ReduceLROnPlateau#step(double)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code scheduler.get_last_lr()}</th>
 *       <td>{@link LRScheduler#getLastLr}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code scheduler.last_epoch}</th>
 *       <td>{@link LRScheduler#lastEpoch}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code scheduler.state_dict()}</th>
 *       <td>{@link LRScheduler#stateDict}</td>
 *       <td>Python reads it, and the other way round</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code scheduler.load_state_dict}</th>
 *       <td>{@link LRScheduler#loadStateDict}</td>
 *       <td></td>
 *     </tr>
 *   </tbody>
 *   <tbody id="gradients">
 *     <tr><th scope="rowgroup" colspan="3">Clipping and vectors</th></tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.clip_grad_norm_}</th>
 *       <td>{@link ClipGrad#clipGradNorm(java.util.Collection, double)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.get_total_norm}</th>
 *       <td>{@link ClipGrad#getTotalNorm(java.util.Collection)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.clip_grads_with_norm_}</th>
 *       <td>{@link ClipGrad#clipGradsWithNorm}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.clip_grad_value_}</th>
 *       <td>{@link ClipGrad#clipGradValue}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.parameters_to_vector}</th>
 *       <td>{@link ConvertParameters#parametersToVector}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code nn.utils.vector_to_parameters}</th>
 *       <td>{@link ConvertParameters#vectorToParameters}</td>
 *       <td>copies, and keeps the parameters' types</td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn.optim;

import org.jspecify.annotations.NullMarked;
