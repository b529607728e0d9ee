package io.github.torchrnn;

/**
 * What removes a hook: {@index torch.utils.hooks.RemovableHandle}. In a try-with-resources the hook
 * is there for the block.
 */
@FunctionalInterface
public interface RemovableHandle extends AutoCloseable {

  /** Removes the hook. Removing twice is harmless. */
  void remove();

  /** {@link #remove}. */
  @Override
  default void close() {
    remove();
  }
}
