/**
 * Files of weights that Python reads and writes: {@code torch.save} and safetensors. TorchScript is
 * written by {@link io.github.torchrnn.jit.TorchScript}.
 *
 * <p>Keys are those of {@code state_dict()}. A file is complete or, after an error, the old one: it
 * is on the disk before it takes the old one's name. If the path is a link, its target is written;
 * permissions are kept, and the next save removes temporary files of a killed run. Other threads
 * may use the arrays that are saved; {@link Pt#save} says what the file then holds.
 *
 * <p>A hostile file is read, or refused by a {@link TorchFormatException} with a message of one
 * line: Java's objects may take 64 MiB and twice the file's size, LibTorch's tensors as much again,
 * and no Python class is called but torch's own for tensors: all others are names. Archives are
 * compared with their checksums. Tensors that share a storage in the file share it in memory, as
 * with torch.
 *
 * <table>
 *   <caption>Python's functions and their Java twins</caption>
 *   <thead>
 *     <tr><th scope="col">torch</th><th scope="col">Java</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr>
 *       <th scope="row">{@code torch.save}</th>
 *       <td>{@link Pt#save}</td>
 *       <td>arrays that share memory are written with one storage</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.load}</th>
 *       <td>{@link Pt#load}, {@link Pt#loadStateDict}</td>
 *       <td>also archives of big-endian machines, and the form before torch 1.6</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.load(path, weights_only=False)} of a whole model</th>
 *       <td>{@link PickledModule}, {@link PickledObject}</td>
 *       <td>a description, with the state_dict; read only: Java writes state_dicts</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code safetensors.torch.save_file}</th>
 *       <td>{@link Safetensors#saveFile(java.util.Map, java.nio.file.Path)}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code safetensors.torch.load_file}</th>
 *       <td>{@link Safetensors#loadFile}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code safe_open(path).metadata()}</th>
 *       <td>{@link Safetensors#loadMetadata}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code pickle.UnpicklingError}</th>
 *       <td>{@link TorchFormatException}</td>
 *       <td>says which file is damaged, and how</td>
 *     </tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package io.github.torchrnn.io;

import org.jspecify.annotations.NullMarked;
