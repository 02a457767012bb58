"""What is kept of a run is parted from what is kept of its data set."""

from kdviz.catalog import DatasetCard, PublishedCard
from kdviz.results import Arrays
from kdviz.store.samples import without


def parted(data: DatasetCard, samples: Arrays, fingerprint: str, *files: Arrays) -> tuple[Arrays, ...]:
    """Return what is sent to be kept of a data set's `samples`, and then each of the `files` that name them by id.

    A data set that was got lies in the home since then: MNIST's 220 MB need not go with every run.
    """
    if not isinstance(data, PublishedCard):
        return (samples, *files)
    return ({}, *(without(arrays, samples, fingerprint) for arrays in files))
