package io.rein4j.agent;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.clip.AdaClip;
import io.rein4j.clip.AdaGc;
import io.rein4j.clip.AdaptiveBand;
import io.rein4j.clip.AdaptiveParameterwise;
import io.rein4j.clip.AdaptiveUnitwise;
import io.rein4j.clip.AutoClip;
import io.rein4j.clip.BlockRms;
import io.rein4j.clip.Centralize;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ErrorFeedback;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.MedianOfMeans;
import io.rein4j.clip.NormRatio;
import io.rein4j.clip.Normalize;
import io.rein4j.clip.PerLayerNorm;
import io.rein4j.clip.PerParameterNorm;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.clip.TargetFraction;
import io.rein4j.clip.UpdateNorm;
import io.rein4j.clip.UpdateRms;
import io.rein4j.clip.UpdateRule;
import io.rein4j.clip.Value;
import io.rein4j.clip.WeightNorm;
import io.rein4j.clip.WeightValue;
import io.rein4j.clip.ZClip;
import io.rein4j.nn.ConvSettings;
import io.rein4j.nn.DenseSettings;
import io.rein4j.nn.FlattenSettings;
import io.rein4j.nn.HiddenLayerSettings;
import io.rein4j.nn.ImpalaCnnSettings;
import io.rein4j.nn.LayerListSettings;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MaxPoolSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NatureCnnSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.optim.Adam;
import io.rein4j.optim.AdamW;
import io.rein4j.optim.LaProp;
import io.rein4j.optim.Muon;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.optim.RmsProp;
import io.rein4j.optim.RmsPropTf;
import io.rein4j.optim.Sgd;
import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Cosine;
import io.rein4j.schedule.Exponential;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;

/** The module of what all agents share: schedules, clipping rules, optimizers, networks, layers. */
public final class CoreModule implements Rein4jModule {

  @Override
  public void register(Catalog catalog) {
    catalog
        .types(Schedule.class, Constant.class, Linear.class, Cosine.class, Exponential.class)
        .types(
            ClippingRule.class,
            GlobalNorm.class,
            PerLayerNorm.class,
            PerParameterNorm.class,
            Value.class,
            BlockRms.class,
            AdaptiveUnitwise.class,
            Normalize.class,
            AutoClip.class,
            ZClip.class,
            AdaGc.class,
            TargetFraction.class,
            AdaptiveParameterwise.class,
            AdaClip.class,
            NormRatio.class,
            Centralize.class,
            ErrorFeedback.class,
            AdaptiveBand.class,
            PerSampleNorm.class,
            MedianOfMeans.class)
        .types(
            UpdateRule.class,
            UpdateRms.class,
            UpdateNorm.class,
            WeightValue.class,
            WeightNorm.class)
        .types(
            OptimizerSettings.class,
            Adam.class,
            AdamW.class,
            RmsProp.class,
            RmsPropTf.class,
            LaProp.class,
            Muon.class,
            Sgd.class)
        .types(NetworkSettings.class, MlpSettings.class, LayerListSettings.class)
        .types(
            HiddenLayerSettings.class,
            DenseSettings.class,
            LstmSettings.class,
            ConvSettings.class,
            MaxPoolSettings.class,
            FlattenSettings.class,
            NatureCnnSettings.class,
            ImpalaCnnSettings.class);
  }
}
