package io.github.torchrnn.notebook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.ivy.Ivy;
import org.apache.ivy.core.module.descriptor.Artifact;
import org.apache.ivy.core.module.descriptor.DefaultModuleDescriptor;
import org.apache.ivy.core.module.id.ModuleRevisionId;
import org.apache.ivy.core.report.ResolveReport;
import org.apache.ivy.core.resolve.IvyNode;
import org.apache.ivy.core.resolve.ResolveOptions;
import org.apache.ivy.core.settings.IvySettings;
import org.apache.ivy.plugins.resolver.ChainResolver;
import org.apache.ivy.plugins.resolver.IBiblioResolver;
import org.apache.ivy.util.DefaultMessageLogger;
import org.apache.ivy.util.Message;

/**
 * The jars that IJava 1.3.0 would put on the class path for a line of {@code %maven}: Ivy, of its
 * version and with its settings, in the order of Ivy. Only descriptions are read, no jar is loaded.
 */
final class IvyResolver {

  private IvyResolver() {}

  /** Prints a line for each jar: {@code IvyResolver GROUP:ARTIFACT:VERSION CACHE REPOSITORY...}. */
  public static void main(String[] args) throws IOException, ParseException {
    String[] parts = args[0].split(":");
    DefaultMessageLogger logger = new DefaultMessageLogger(Message.MSG_ERR);
    Message.setDefaultLogger(logger);
    IvySettings settings = new IvySettings();
    settings.setDefaultCache(Files.createDirectories(Path.of(args[1])).toFile());
    ChainResolver chain = new ChainResolver();
    chain.setName("default");
    chain.setCheckmodified(true);
    for (String repository : List.of(args).subList(2, args.length)) {
      chain.add(maven(Path.of(repository)));
    }
    settings.addResolver(chain);
    settings.setDefaultResolver(chain.getName());
    Ivy ivy = Ivy.newInstance(settings);
    ivy.getLoggerEngine().setDefaultLogger(logger);

    ModuleRevisionId wanted = ModuleRevisionId.newInstance(parts[0], parts[1], parts[2]);
    String[] configurations = {"master", "runtime"};
    ResolveOptions options = new ResolveOptions();
    options.setDownload(false);
    ResolveReport report =
        ivy.resolve(
            DefaultModuleDescriptor.newCallerInstance(wanted, configurations, true, false),
            options);
    if (report.hasError()) {
      throw new IllegalStateException(report.getAllProblemMessages().toString());
    }
    System.out.println(
        report.getDependencies().stream()
            .filter(node -> node.isLoaded() && !node.isCompletelyEvicted())
            .map(IvyResolver::jars)
            .collect(Collectors.joining("\n")));
  }

  private static IBiblioResolver maven(Path repository) {
    IBiblioResolver resolver = new IBiblioResolver();
    resolver.setM2compatible(true);
    resolver.setUseMavenMetadata(true);
    resolver.setUsepoms(true);
    resolver.setRoot(repository.toUri().toString());
    resolver.setName(repository.toString());
    return resolver;
  }

  private static String jars(IvyNode node) {
    return List.of(node.getSelectedArtifacts(null)).stream()
        .map(IvyResolver::name)
        .collect(Collectors.joining("\n"));
  }

  private static String name(Artifact jar) {
    String classifier = jar.getExtraAttribute("classifier");
    return "%s:%s:%s%s"
        .formatted(
            jar.getModuleRevisionId().getOrganisation(),
            jar.getName(),
            jar.getModuleRevisionId().getRevision(),
            classifier == null ? "" : ":" + classifier);
  }
}
