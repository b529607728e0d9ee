/**
 * Event files for TensorBoard: {@code torch.utils.tensorboard}. Nothing but this library is needed
 * to write them.
 *
 * <table>
 *   <caption>The members of torch.utils.tensorboard, and those of this library</caption>
 *   <thead>
 *     <tr><th scope="col">torch</th><th scope="col">Java</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr>
 *       <th scope="row">{@code SummaryWriter}</th>
 *       <td>{@link SummaryWriter}</td>
 *       <td>{@code addScalar}, {@code addScalars}, {@code addHistogram}, {@code addText}; keyword
 *           arguments by {@link SummaryWriter#builder}</td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn.tensorboard;

import org.jspecify.annotations.NullMarked;
