/**
 * Python's and NumPy's random numbers: {@code random} and {@code numpy.random}. Programs draw from
 * them beside torch's generator, and go on with the same numbers here.
 *
 * <table>
 *   <caption>The members of random, and those of this library</caption>
 *   <thead>
 *     <tr><th scope="col">Python</th><th scope="col">Java</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr>
 *       <th scope="row">{@code random.seed}, {@code random.choice} ...</th>
 *       <td>{@link PythonRandom#random}</td>
 *       <td>the same line after {@code import static io.github.torchrnn.random.PythonRandom.random}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code random.Random(seed)}</th>
 *       <td>{@link PythonRandom}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code np.random.seed}, {@code np.random.randn} ...</th>
 *       <td>{@link Numpy#random}</td>
 *       <td>{@code Numpy.random.randn(3)} is an NDArray, as of {@code torch.from_numpy}</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code np.random.RandomState(seed)}</th>
 *       <td>{@link RandomState}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code np.random.choice(a, size, replace, p)}</th>
 *       <td>{@link RandomState#choice(int, ChoiceOptions)}, {@link ChoiceOptions}</td>
 *       <td>{@code choice(a, p)} for one element</td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn.random;

import org.jspecify.annotations.NullMarked;
