import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/**
 * Um nó do OpenSearch, sem a distribuição dele: só o servidor e o transporte.
 *
 * <p>java -cp 'jars/*' OsNode.java NOME PORTA_HTTP PORTA_DE_TRANSPORTE PASTA [ENDEREÇOS NOMES]: os dois últimos, separados por
 * vírgulas, são de todos os nós; sem eles, o nó é sozinho.
 */
public class OsNode extends Node {
  OsNode(Settings settings, String name) {
    super(
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> name),
        List.of(Netty4Plugin.class),
        true);
  }

  public static void main(String[] args) throws Exception {
    String name = args[0];
    Path home = Path.of(args[3]);
    Settings.Builder settings =
        Settings.builder()
            .put("cluster.name", "lab")
            .put("node.name", name)
            .put("path.home", home)
            .put("path.data", home.resolve("data"))
            .put("path.logs", home.resolve("logs"))
            .put("network.host", "127.0.0.1")
            .put("http.port", args[1])
            .put("transport.port", args[2])
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            .put("node.store.allow_mmap", false)
            // O Zipkin aceita uma compressão que depois não sabe ler.
            .put("http.compression", false)
            // O disco de um laptop costuma estar mais cheio do que o de um servidor deveria.
            .put("cluster.routing.allocation.disk.threshold_enabled", false);
    if (args.length > 4) {
      settings
          .putList("discovery.seed_hosts", Arrays.asList(args[4].split(",")))
          .putList("cluster.initial_cluster_manager_nodes", Arrays.asList(args[5].split(",")));
    } else {
      settings.put("discovery.type", "single-node");
    }
    OsNode node = new OsNode(settings.build(), name);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
    node.start();
    Thread.currentThread().join();
  }

  private static void close(Node node) {
    try {
      node.close();
    } catch (Exception error) {
      error.printStackTrace();
    }
  }
}
