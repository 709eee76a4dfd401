package io.rein4j.spark;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;

/** Where the questions of executors come in. */
final class DriverEnd implements DriverPlugin {

  @Override
  public Map<String, String> init(SparkContext context, PluginContext pluginContext) {
    SparkConf conf = pluginContext.conf();
    context.addSparkListener(new ClusterListener(Driver.runs(), conf.getInt("spark.task.cpus", 1)));
    Map<String, String> settings = new HashMap<>();
    for (String key : List.of(Settings.PYTHON, Settings.PYTHONS, Settings.STORE, Settings.PROBE)) {
      if (conf.contains(key)) {
        settings.put(key, conf.get(key));
      }
    }
    return Collections.unmodifiableMap(settings);
  }

  @Override
  public Object receive(Object message) throws Exception {
    return Wire.bytes(Driver.runs().answer((Question) Wire.message((byte[]) message)));
  }
}
