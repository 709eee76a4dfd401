package io.rein4j.nn;

import java.util.Locale;
import java.util.Optional;

/**
 * The library that multiplies matrices, and the set of its routines that computes here. OpenBLAS
 * has routines for many kinds of processors, of different speed and with sums in different order,
 * and takes those for the processor at hand, unless the environment variable {@code
 * OPENBLAS_CORETYPE} forces others.
 *
 * @param library name and version, such as {@code OpenBLAS 0.3.31}
 * @param kernel the kind of processor that the routines are for, in OpenBLAS's words, such as
 *     {@code haswell} (AVX2) or {@code skylakex} (AVX-512); {@code unknown} if it is none of those
 *     that are known
 * @param forced what {@code OPENBLAS_CORETYPE} says; empty if it says nothing
 */
public record BlasKernel(String library, String kernel, Optional<String> forced) {

  /**
   * Looks at the library, which is loaded if it is not yet.
   *
   * @return what computes in this process
   * @throws UnsatisfiedLinkError if it cannot be loaded
   */
  public static BlasKernel loaded() {
    return new BlasKernel(
        Blas.library(),
        Blas.kernel().toLowerCase(Locale.ROOT),
        Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).filter(name -> !name.isBlank()));
  }
}
