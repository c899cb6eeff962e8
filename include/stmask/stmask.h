/* libstmask: sparse transformer attention masks. All parts but the pictures (stmask/figure.h). */
#ifndef STMASK_STMASK_H
#define STMASK_STMASK_H

#include <stmask/analysis.h>
#include <stmask/array.h>
#include <stmask/attention.h>
#include <stmask/band.h>
#include <stmask/blocks.h>
#include <stmask/bounds.h>
#include <stmask/build.h>
#include <stmask/builder.h>
#include <stmask/choose.h>
#include <stmask/compare.h>
#include <stmask/degrees.h>
#include <stmask/dense.h>
#include <stmask/diff.h>
#include <stmask/element.h>
#include <stmask/exchange.h>
#include <stmask/import.h>
#include <stmask/listing.h>
#include <stmask/loads.h>
#include <stmask/mask.h>
#include <stmask/model.h>
#include <stmask/npy.h>
#include <stmask/number.h>
#include <stmask/output.h>
#include <stmask/parameter.h>
#include <stmask/pattern.h>
#include <stmask/permutation.h>
#include <stmask/plan.h>
#include <stmask/points.h>
#include <stmask/points_check.h>
#include <stmask/preview.h>
#include <stmask/raster.h>
#include <stmask/reach.h>
#include <stmask/rearrange.h>
#include <stmask/run.h>
#include <stmask/score.h>
#include <stmask/set.h>
#include <stmask/shard.h>
#include <stmask/spec.h>
#include <stmask/status.h>
#include <stmask/thread.h>
#include <stmask/version.h>
#include <stmask/words.h>

#endif
