package io.github.torchrnn.spark;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs the tests on the cluster that {@code -Dspark.master} names: scripts/spark-check. */
final class RunTests {

  private RunTests() {}

  public static void main(String[] arguments) {
    LauncherDiscoveryRequest tests =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                selectClass(ClusterTest.class),
                selectClass(TorchModelTest.class),
                selectClass(TorchEstimatorTest.class))
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(tests, summary);
    PrintWriter out = new PrintWriter(System.out, true);
    summary.getSummary().printFailuresTo(out, 12);
    out.printf("%d tests succeeded%n", summary.getSummary().getTestsSucceededCount());
    Spark.session().stop();
    System.exit(summary.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
  }
}
