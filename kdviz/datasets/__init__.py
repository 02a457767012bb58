"""A name becomes arrays. One file a source."""

from kdviz.datasets.dataset import Dataset, allot, load, stratified
