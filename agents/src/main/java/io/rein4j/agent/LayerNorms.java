package io.rein4j.agent;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The norms of a gradient by layer, within each of some networks. */
final class LayerNorms {

  private final Parameters parameters;

  /** The blocks of each layer of each network. */
  private final List<List<List<Block>>> networks = new ArrayList<>();

  LayerNorms(Parameters parameters, Network... networks) {
    this.parameters = parameters;
    for (Network network : networks) {
      ParameterLayout.Builder declared = ParameterLayout.builder();
      network.layers().declare(declared);
      Map<String, List<Block>> layers = new LinkedHashMap<>();
      for (Block own : declared.build().blocks()) {
        Block block = parameters.layout().block(own.name());
        layers.computeIfAbsent(block.layer(), layer -> new ArrayList<>()).add(block);
      }
      this.networks.add(List.copyOf(layers.values()));
    }
  }

  /**
   * {@return the L2 norm of the smallest layer's gradient divided by that of the largest, in the
   * network where they lie furthest apart; NaN if no network has two layers, or a gradient is 0}
   */
  double ratio() {
    double ratio = Double.NaN;
    for (Collection<List<Block>> layers : networks) {
      double least = Double.POSITIVE_INFINITY;
      double most = 0;
      for (List<Block> blocks : layers) {
        double squares = 0;
        for (Block block : blocks) {
          squares += VectorMath.sumOfSquares(parameters.gradient(), block.offset(), block.length());
        }
        least = Math.min(least, squares);
        most = Math.max(most, squares);
      }
      if (layers.size() > 1 && most > 0) {
        double own = Math.sqrt(least / most);
        ratio = Double.isNaN(ratio) ? own : Math.min(ratio, own);
      }
    }
    return ratio;
  }
}
