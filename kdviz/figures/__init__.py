"""The figures, with their titles and tables: pure functions of results and a translator."""

from kdviz.figures.attack import (
    attack_picture,
    attack_table,
    betrayal_dots,
    bound_lines,
    defense_lines,
    theft_lines,
)
from kdviz.figures.compression import (
    BYTE_KINDS,
    ByteKind,
    compression_picture,
    compression_table,
    tracks_of,
    tracks_so_far,
)
from kdviz.figures.cost import SIZES, SizeName, accuracy_against, cost_table, cost_takeaway
from kdviz.figures.curves import (
    cell_curves,
    cell_curves_table,
    compared_curves,
    compared_table,
    compared_takeaway,
    curves_table,
    curves_takeaway,
    curves_title,
    learning_curves,
)
from kdviz.figures.data import class_counts, class_counts_table
from kdviz.figures.dots import (
    accuracy_dots,
    accuracy_table,
    attacked_dots,
    compressed_dots,
    dots_takeaway,
    gain_dots,
    gain_table,
    gain_takeaway,
    gains_of,
    map_dots,
    race_dots,
)
from kdviz.figures.hall import for_hall
from kdviz.figures.kinds import kinds_ranking, kinds_table, kinds_takeaway, stages_table
from kdviz.figures.landscape import MEASURES, landscape, map_colors, outline, phase_diagram
from kdviz.figures.latency import Stand, crossing_picture, crossing_table, stands
from kdviz.figures.lesson import lesson_dots, lesson_table
from kdviz.figures.load import load_picture, load_table
from kdviz.figures.optimizers import optimizer_dots, optimizer_takeaway
from kdviz.figures.search import (
    front_picture,
    importance_bars,
    judgement,
    parallel,
    trials_picture,
    trials_table,
)
from kdviz.figures.softened import softened_table
from kdviz.figures.story import map_story
from kdviz.figures.studies import (
    order_dots,
    order_table,
    root_look,
    root_title,
    sensitivity_map,
    sensitivity_table,
    tuning_curves,
    tuning_gain,
    tuning_table,
)
from kdviz.figures.sweep_lines import along_axis, reliability_diagram, reliability_table, reliability_takeaway
from kdviz.figures.sweep_words import (
    cell_text,
    map_takeaway,
    measures_note,
    measures_table,
    tradeoff_table,
    untaught_sentence,
)
from kdviz.figures.zeros import (
    NEAREST,
    pruned_rows,
    smaller_rows,
    zeros_bars,
    zeros_note,
    zeros_of,
    zeros_table,
    zeros_takeaway,
)
