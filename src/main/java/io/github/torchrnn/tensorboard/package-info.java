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
 *       <th scope="row">{@code SummaryWriter(log_dir)}</th>
 *       <td>{@link SummaryWriter}</td>
 *       <td>closed by try-with-resources</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code SummaryWriter(comment="lr_0.1")}</th>
 *       <td>{@link SummaryWriter#builder}</td>
 *       <td>{@code builder().comment("lr_0.1").build()}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code writer.add_scalar(tag, loss, step)}</th>
 *       <td>{@link SummaryWriter#addScalar(String, ai.djl.ndarray.NDArray, long)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code writer.add_scalars(tag, {"train": a, "test": b}, step)}</th>
 *       <td>{@link SummaryWriter#addScalars(String, java.util.Map, long)}</td>
 *       <td>{@code Map.of("train", a, "test", b)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code writer.add_histogram(tag, values, step)}</th>
 *       <td>{@link SummaryWriter#addHistogram(String, ai.djl.ndarray.NDArray, long)}</td>
 *       <td>torch's default bins, or one's own</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code writer.add_text(tag, text, step)}</th>
 *       <td>{@link SummaryWriter#addText(String, String, long)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code writer.flush()}</th>
 *       <td>{@link SummaryWriter#flush}</td>
 *       <td></td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn.tensorboard;

import org.jspecify.annotations.NullMarked;
