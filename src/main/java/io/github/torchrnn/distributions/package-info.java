/**
 * Distributions, for policies and generative models: {@code torch.distributions}.
 *
 * <p>With the same seed they draw what torch draws. Arguments are validated, as is torch's default.
 * {@code dist.sample((5,))} is {@code dist.sample(5)}.
 *
 * <table>
 *   <caption>The members of torch.distributions, and those of this library</caption>
 *   <thead>
 *     <tr><th scope="col">torch</th><th scope="col">Java</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr>
 *       <th scope="row">{@code Distribution}</th>
 *       <td>{@link Distribution}</td>
 *       <td>{@code sample}, {@code logProb}, {@code entropy}, {@code batchShape}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code Categorical(probs)}</th>
 *       <td>{@link Categorical#Categorical(ai.djl.ndarray.NDArray)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code Categorical(logits=logits)}</th>
 *       <td>{@link Categorical#ofLogits(ai.djl.ndarray.NDArray)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code Normal}</th>
 *       <td>{@link Normal}</td>
 *       <td>also {@code rsample}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code Bernoulli(probs)}</th>
 *       <td>{@link Bernoulli#Bernoulli(ai.djl.ndarray.NDArray)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code Bernoulli(logits=logits)}</th>
 *       <td>{@link Bernoulli#ofLogits(ai.djl.ndarray.NDArray)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code dist.sample((5,))}</th>
 *       <td>{@link Distribution#sample}</td>
 *       <td>{@code dist.sample(5)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code dist.rsample()}</th>
 *       <td>{@link Normal#rsample}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code dist.log_prob(value)}</th>
 *       <td>{@link Distribution#logProb}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code dist.entropy()}</th>
 *       <td>{@link Distribution#entropy}</td>
 *       <td></td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn.distributions;

import org.jspecify.annotations.NullMarked;
