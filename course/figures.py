"""Pictures for the notebooks, each with a description in words that is computed from its data.

Every function returns a `Picture`, which a notebook shows by itself. Three decisions:

* **A white card, in the light and in the dark theme.** Colours that can be read on either
  background do not exist: contrast 4.5 to 1 against white and against #111 at the same time would
  need 4.5 * 4.5 = 20.25 between white and #111, which have 18.9. So a picture brings its own
  background, like a photograph.
* **The alternative text is part of the picture.** Front ends drop the metadata in which a PNG
  could carry it, so the picture travels as an HTML `<img>` with `alt`, and as plain text.
* **A wrong function still gets its picture.** These functions draw what students wrote. Where it
  returns nan, raises or has the wrong shape, whatever is left is drawn, and picture and text say
  what is missing.

What there is to see, with the module of `course.drawing` that draws it:

| picture | shows | module |
| --- | --- | --- |
| `activation_and_slope`, `compare_curves` | functions of one number | curves |
| `slope_strip`, `slope_histogram` | where units learn, where they sleep | strips, histograms |
| `sign_map` | signs of gradients | signs |
| `table_chart` | published test errors | tables |
| `decision_regions` | what a network answers in the plane | regions, answers, lines |
| `loss_curves` | costs while training | costs |
| `layer_histograms`, `delta_chart` | activations, gradients, Δ in all layers | layers, deltas |
| `network_drawing` | units, weights and activations | networks, wiring |
| `computation_graph` | gates, their values and gradients | graphs |
| `two_loss_bench` | squared error and cross-entropy of one score | bench |
| `weights_both_ways` | one table of weights, forward and backward | both_ways |
| `unit_paths` | hidden units on their way while training | paths |
| `cost_valley` | the cost of two weights, and paths of training in it | valleys |
| `fit_and_errors` | a fitted curve, and training and validation error | fits |
| `digit_images`, `confusion_chart` | scanned digits, and what they are taken for | images |
| `detector_answers`, `pattern_gallery` | weights as patterns, average images | detectors |

Colours are Okabe and Ito's, which stay apart for colour-blind readers; dashes, markers or signs
repeat what a colour says. No picture goes through pyplot, so nothing here depends on, or changes,
the reader's own plots, and the same data give the same bytes.
"""

from __future__ import annotations

from course.drawing.bench import two_loss_bench
from course.drawing.both_ways import weights_both_ways
from course.drawing.costs import loss_curves
from course.drawing.curves import activation_and_slope, compare_curves
from course.drawing.deltas import delta_chart
from course.drawing.detectors import detector_answers, pattern_gallery
from course.drawing.fits import fit_and_errors
from course.drawing.graphs import computation_graph
from course.drawing.histograms import slope_histogram
from course.drawing.images import confusion_chart, digit_images
from course.drawing.layers import layer_histograms
from course.drawing.networks import network_drawing
from course.drawing.palette import (
    ASLEEP,
    BLUE,
    CARD,
    CURVES,
    GREEN,
    INK,
    MUTED,
    PLUM,
    PURPLE,
    VERMILION,
    VERMILION_TEXT,
)
from course.drawing.paths import unit_paths
from course.drawing.picture import Picture
from course.drawing.regions import decision_regions
from course.drawing.signs import sign_map
from course.drawing.strips import slope_strip
from course.drawing.tables import table_chart
from course.drawing.valleys import cost_valley

__all__ = [
    "ASLEEP",
    "BLUE",
    "CARD",
    "CURVES",
    "GREEN",
    "INK",
    "MUTED",
    "PLUM",
    "PURPLE",
    "VERMILION",
    "VERMILION_TEXT",
    "Picture",
    "activation_and_slope",
    "compare_curves",
    "computation_graph",
    "confusion_chart",
    "cost_valley",
    "decision_regions",
    "delta_chart",
    "detector_answers",
    "digit_images",
    "fit_and_errors",
    "layer_histograms",
    "loss_curves",
    "network_drawing",
    "pattern_gallery",
    "sign_map",
    "slope_histogram",
    "slope_strip",
    "table_chart",
    "two_loss_bench",
    "unit_paths",
    "weights_both_ways",
]
