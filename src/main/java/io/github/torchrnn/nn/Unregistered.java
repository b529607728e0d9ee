package io.github.torchrnn.nn;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A mark for a field of a {@link TorchModule} that holds a module which is not part of it: one that
 * is trained, saved and closed elsewhere, or not at all.
 *
 * <p>Without it, {@code parameters()}, {@code stateDict()}, {@code to} and {@code toString} refuse
 * a module with a layer in a field that was never registered. Python cannot make that mistake,
 * since there assigning to an attribute registers. Fields that reflection cannot read, in a package
 * that its module does not open, are not checked.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Unregistered {}
