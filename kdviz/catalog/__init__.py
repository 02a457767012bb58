"""What there is to choose from, readable without torch.

Every module in the folders ``kinds``, ``datasets``, ``networks`` and ``methods`` holds one ``ENTRY``; adding one is
adding a file there and the file that its ``code`` names.
"""

from kdviz.catalog.architecture import IDEAS, NETWORKS, canonical_network, cost, network
from kdviz.catalog.attack_scenes import ATTACK_SCENES
from kdviz.catalog.choice import (
    OWN_DIGITS,
    OWN_NAME,
    CatalogError,
    Choice,
    Cost,
    DatasetCard,
    NetworkFamily,
    PublishedCard,
    Scene,
    Shape,
)
from kdviz.catalog.closest import closest, not_one_of, one_of
from kdviz.catalog.code import formula, named, source
from kdviz.catalog.compression_scenes import COMPRESSION_SCENES
from kdviz.catalog.findings import FINDINGS, Finding
from kdviz.catalog.kind import Flow, Kind
from kdviz.catalog.knob import Knob, described, plain
from kdviz.catalog.method import Method
from kdviz.catalog.problem import Problem
from kdviz.catalog.registry import (
    KIND_KNOBS,
    KINDS,
    NOT_HERE,
    OPTIMIZERS,
    PUBLISHED,
    DataSetTitles,
    add_data_set,
    added_data_sets,
    data_set,
    data_set_name,
    data_sets,
    kind_knobs,
    remove_data_set,
    titles,
)
from kdviz.catalog.scenes import PUBLISHED_SCENES, SCENES
from kdviz.catalog.search_scenes import EVERY_SCENE, SEARCH_SCENES
from kdviz.catalog.stage import METHODS, Stage
