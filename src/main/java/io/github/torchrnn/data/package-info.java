/**
 * Datasets, samplers and batches: {@code torch.utils.data}.
 *
 * <table>
 *   <caption>The members of torch.utils.data, and those of this library</caption>
 *   <thead>
 *     <tr><th scope="col">torch</th><th scope="col">Java</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr>
 *       <th scope="row">{@code data.Dataset}</th>
 *       <td>{@link Dataset}</td>
 *       <td>{@code get(index)} and {@code len()}; a list is {@code Dataset.of(list)}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.TensorDataset}</th>
 *       <td>{@link TensorDataset}</td>
 *       <td>an example is an NDList</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.IterableDataset}</th>
 *       <td>{@link IterableDataset}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.ConcatDataset}</th>
 *       <td>{@link ConcatDataset}</td>
 *       <td>{@code a + b} too</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.Subset}</th>
 *       <td>{@link Subset}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.random_split}</th>
 *       <td>{@link Subset#randomSplit(Dataset, int...)}</td>
 *       <td>or by fractions</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.DataLoader}</th>
 *       <td>{@link DataLoader}</td>
 *       <td>{@code num_workers} is {@code prefetch}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.default_collate}</th>
 *       <td>{@link Collate}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.Sampler}</th>
 *       <td>{@link Sampler}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.RandomSampler}</th>
 *       <td>{@link RandomSampler}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.SequentialSampler}</th>
 *       <td>{@link SequentialSampler}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.SubsetRandomSampler}</th>
 *       <td>{@link SubsetRandomSampler}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.WeightedRandomSampler}</th>
 *       <td>{@link WeightedRandomSampler}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code data.BatchSampler}</th>
 *       <td>{@link BatchSampler}</td>
 *       <td>{@code batch_sampler} of a loader; of the program's own: {@code Sampler<List<Integer>>}</td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn.data;

import org.jspecify.annotations.NullMarked;
