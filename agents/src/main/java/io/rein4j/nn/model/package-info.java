/**
 * Models: what a network computes, as layers with copies of their parameters, in plain loops of
 * double precision. They are what exporters and other libraries are given; networks learn and act
 * by faster ways.
 */
@NullMarked
package io.rein4j.nn.model;

import org.jspecify.annotations.NullMarked;
