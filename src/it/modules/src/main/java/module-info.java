module consumer {
  requires io.github.torchrnn;
  // No file of the others names what they use.
  requires org.slf4j;
  requires com.google.gson;
}
