package io.github.torchrnn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.event.MethodExitEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.event.VMStartEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import com.sun.jdi.request.MethodExitRequest;
import io.github.torchrnn.internal.Primitive;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * How many native functions a step calls and how many arrays it makes, to the number: a change that
 * adds one says so here. A debugger counts them, so that nothing in the library has to.
 */
class NativeCallsTest {

  private static final String STEPS = CountedSteps.class.getName();
  private static final String LIBRARY = "ai.djl.pytorch.jni.PyTorchLibrary";
  private static final String ARRAY = "ai.djl.pytorch.engine.PtNDArray";

  /** What one step takes. */
  private record Count(int calls, int arrays) {}

  private final Map<String, Count> counts = new TreeMap<>();
  private int calls;
  private int arrays;

  @Test
  void stepsCallNativeCodeAsOftenAsTheyDid() throws Exception {
    count();
    // Through the interpreter where oneDNN is wrong.
    int lstm = Primitive.LSTM.way() == 0 ? 4 : 21;
    assertEquals(
        new TreeMap<>(
            Map.of(
                "helloRnnStep", new Count(41, 5),
                "helloRnnCompiled", new Count(10, 1),
                "helloCellStep", new Count(232, 27),
                "helloCellCompiled", new Count(10, 1),
                "forwardRnn", new Count(3, 2),
                "forwardLstm", new Count(lstm, 3),
                "forwardGru", new Count(3, 2),
                "forwardRnnCell", new Count(7, 1),
                "forwardLstmCell", new Count(21, 2),
                "forwardGruCell", new Count(18, 1))),
        counts);
  }

  private void count() throws Exception {
    LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    arguments.get("home").setValue(System.getProperty("java.home"));
    arguments
        .get("options")
        .setValue(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error --enable-native-access=ALL-UNNAMED"
                + " -cp \"%s\"".formatted(System.getProperty("java.class.path")));
    arguments.get("main").setValue(STEPS);
    VirtualMachine machine = connector.launch(arguments);
    Thread output = drain(machine.process().getInputStream());
    Thread errors = drain(machine.process().getErrorStream());
    // Not that of Java's cleaner, which frees what was dropped at times of its own.
    ThreadReference main =
        ((VMStartEvent) machine.eventQueue().remove().iterator().next()).thread();
    for (String type : new String[] {LIBRARY, ARRAY, STEPS}) {
      MethodEntryRequest entries = machine.eventRequestManager().createMethodEntryRequest();
      entries.addClassFilter(type);
      entries.addThreadFilter(main);
      entries.setSuspendPolicy(EventRequest.SUSPEND_NONE);
      entries.enable();
    }
    MethodExitRequest exits = machine.eventRequestManager().createMethodExitRequest();
    exits.addClassFilter(STEPS);
    exits.setSuspendPolicy(EventRequest.SUSPEND_NONE);
    exits.enable();
    machine.resume();
    boolean running = true;
    while (running) {
      EventSet events = machine.eventQueue().remove();
      for (Event event : events) {
        running &= !(event instanceof VMDisconnectEvent);
        take(event);
      }
      events.resume();
    }
    output.join();
    errors.join();
    assertEquals(0, machine.process().waitFor());
  }

  /** Keeps the counts of the last time that each step was made. */
  private void take(Event event) {
    if (event instanceof MethodEntryEvent entry) {
      switch (entry.method().declaringType().name()) {
        case LIBRARY -> calls++;
        case ARRAY -> arrays += entry.method().isConstructor() ? 1 : 0;
        default -> {
          calls = 0;
          arrays = 0;
        }
      }
    } else if (event instanceof MethodExitEvent exit && exit.method().isPrivate()) {
      counts.put(exit.method().name(), new Count(calls, arrays));
    }
  }

  private static Thread drain(InputStream stream) {
    Thread thread =
        new Thread(
            () -> {
              try (stream) {
                stream.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.start();
    return thread;
  }
}
