/** The sources of environments: the catalog's own, Python processes and servers. */
@NullMarked
package io.rein4j.env.source;

import org.jspecify.annotations.NullMarked;
