package consumer;

import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.io.Safetensors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Serves a network, and asks for scores as a client would. */
@SpringBootApplication
public class Consumer {

  @Bean
  Scorer scorer(@Value("${weights}") Path weights) throws IOException {
    return new Scorer(weights);
  }

  public static void main(String[] args) throws Exception {
    Path file = Files.createTempFile("weights", ".pt");
    Torch.manualSeed(0);
    try (var net = new Net()) {
      Pt.save(net.stateDict(), file);
      Path other = Files.createTempFile("weights", ".safetensors");
      Safetensors.saveFile(net.stateDict(), other);
      System.out.println(net.loadStateDict(Safetensors.loadFile(other)));
      Files.delete(other);
    }
    try (var application =
        SpringApplication.run(Consumer.class, "--server.port=0", "--weights=" + file)) {
      String port = application.getEnvironment().getProperty("local.server.port");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/score"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("[[1, 0, 0], [0, 1, 0]]"))
              .build();
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      System.out.println("scores " + response.body());
    }
    Files.delete(file);
  }
}
