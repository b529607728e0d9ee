package io.github.torchrnn;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/** A scope around each test of a class and the arrays of its fields. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Scoped.AroundEach.class)
public @interface Scoped {

  /** Opens the scope before the test's object is made, and closes it after its own clean-up. */
  final class AroundEach implements TestInstancePreConstructCallback, AfterEachCallback {

    private Scope scope;

    @Override
    public void preConstructTestInstance(
        TestInstanceFactoryContext factory, ExtensionContext context) {
      scope = Torch.scope();
    }

    @Override
    public void afterEach(ExtensionContext context) {
      scope.close();
    }
  }
}
