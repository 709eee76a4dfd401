package io.rein4j.env.wrap;

/**
 * The settings of a wrapper around an environment, as a config's {@code env.wrappers} lists them.
 */
public interface WrapperSettings {}
