/**
 * Networks of this library as stages of {@code spark.ml}, in a jar of its own, {@code
 * torchrnn-spark}.
 *
 * <table>
 *   <caption>Spark's notions and what stands for them</caption>
 *   <thead>
 *     <tr><th scope="col">spark.ml</th><th scope="col">here</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr>
 *       <th scope="row">{@code Transformer}, {@code Model}</th>
 *       <td>{@link TorchModel}</td>
 *       <td>a network that computes a column of a column of sequences</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code Estimator}</th>
 *       <td>{@link TorchEstimator}</td>
 *       <td>trains in rounds, each a job</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">functions of the user</th>
 *       <td>{@link NetworkFactory}, {@link NetworkForward}, {@link NetworkLoss}, {@link
 *           NetworkOptimizer}, {@link NetworkSchedule}</td>
 *       <td>serializable: they go to the executors</td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn.spark;

import org.jspecify.annotations.NullMarked;
