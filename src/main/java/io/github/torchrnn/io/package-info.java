/**
 * Files of weights that Python reads and writes: {@code torch.save}, safetensors and TorchScript.
 *
 * <p>Keys are those of {@code state_dict()}. A file is complete or, after an error, the old one.
 *
 * <table>
 *   <caption>What Python calls, and what Java does</caption>
 *   <thead>
 *     <tr><th scope="col">torch</th><th scope="col">Java</th><th scope="col">Notes</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr>
 *       <th scope="row">{@code torch.save}</th>
 *       <td>{@link Pt#save}</td>
 *       <td></td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code torch.load}</th>
 *       <td>{@link Pt#load}, {@link Pt#loadStateDict}</td>
 *       <td>by the rules of {@code weights_only=True}</td>
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
 *       <th scope="row">{@code torch.jit.save(torch.jit.script(module))}</th>
 *       <td>{@link TorchScript#save}</td>
 *       <td>loads in Python, DJL and C++ without this library</td>
 *     </tr>
 *     <tr>
 *       <th scope="row">{@code pickle.UnpicklingError}</th>
 *       <td>{@link TorchFormatException}</td>
 *       <td>says which file is damaged, and how</td>
 *     </tr>
 *   </tbody>
 * </table>
 */
package io.github.torchrnn.io;
