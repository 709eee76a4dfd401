package io.rein4j.study.run.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cluster, as Spark names it. */
final class SparkMaster {

  private static final Pattern LOCAL = Pattern.compile("local(\\[(\\d+|\\*)])?");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*\\d+\\s*,\\s*\\d+\\s*,\\s*\\d+\\s*]");
  private static final Pattern ADDRESS = Pattern.compile("(\\[[^]]+]|[^:]+):(\\d{1,5})");
  private static final String STANDALONE = "spark://";
  private static final int MILLIS_TO_CONNECT = 5_000;
  private static final int LARGEST_PORT = 65_535;

  private final String name;
  private final List<InetSocketAddress> addresses;

  private SparkMaster(String name, List<InetSocketAddress> addresses) {
    this.name = name;
    this.addresses = addresses;
  }

  /**
   * {@return the cluster of a name}
   *
   * @throws IllegalArgumentException if Spark has no cluster of such a name
   */
  static SparkMaster of(String name) {
    if (name.startsWith(STANDALONE)) {
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (String address : name.substring(STANDALONE.length()).split(",", -1)) {
        addresses.add(address(name, address));
      }
      return new SparkMaster(name, addresses);
    }
    if (name.equals("yarn")
        || name.startsWith("k8s://")
        || LOCAL.matcher(name).matches()
        || LOCAL_CLUSTER.matcher(name).matches()) {
      return new SparkMaster(name, List.of());
    }
    throw new IllegalArgumentException(
        "'--on' names a Spark cluster: spark://HOST:PORT, yarn, k8s://URL, local-cluster[WORKERS,CORES,MEBIBYTES] or local[RUNS], but is '%s'."
            .formatted(name));
  }

  private static InetSocketAddress address(String name, String address) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > LARGEST_PORT) {
      throw new IllegalArgumentException(
          "'--on %s' must name the master's host and port, as in spark://HOST:7077."
              .formatted(name));
    }
    return InetSocketAddress.createUnresolved(parts.group(1), Integer.parseInt(parts.group(2)));
  }

  String name() {
    return name;
  }

  boolean isYarn() {
    return name.equals("yarn");
  }

  boolean isKubernetes() {
    return name.startsWith("k8s://");
  }

  /** {@return whether all of it is on this machine, so that nobody else need reach the driver} */
  boolean isHere() {
    return name.startsWith("local")
        || (!addresses.isEmpty() && addresses.stream().allMatch(SparkMaster::isLoopback));
  }

  private static boolean isLoopback(InetSocketAddress address) {
    try {
      return Arrays.stream(InetAddress.getAllByName(address.getHostString()))
          .allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Makes sure that there is a master, if it has an address.
   *
   * @throws IllegalArgumentException if nothing listens there
   */
  void requireReachable() {
    String why = "";
    for (InetSocketAddress address : addresses) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(address.getHostString(), address.getPort()), MILLIS_TO_CONNECT);
        return;
      } catch (UnknownHostException e) {
        why = "there is no host '%s'".formatted(address.getHostString());
      } catch (IOException e) {
        why = String.valueOf(e.getMessage());
      }
    }
    if (!addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "The Spark master '%s' cannot be reached: %s. Is it running, and is that its address?"
              .formatted(name, why));
    }
  }
}
