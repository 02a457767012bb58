"""Characters of cursive Japanese, in MNIST's format."""

from kdviz.catalog.choice import PublishedCard, PublishedFile
from kdviz.i18n import N_

# Address, sizes and SHA-256: TensorFlow Datasets, tensorflow_datasets/url_checksums/kmnist.txt.
ENTRY = PublishedCard(
    name="kmnist",
    title=N_("KMNIST"),
    summary=N_(
        "70,000 cursive Japanese characters in 10 classes, 28×28 pixels; 58,000 train, 2,000 validation, 10,000 test."
    ),
    code="kdviz.datasets.published:load",
    reference="Clanuwat et al. 2018, Deep Learning for Classical Japanese Literature",
    shape=(1, 28, 28),
    train_per_class=(5_800,) * 10,
    validation=2_000,
    test=10_000,
    # As its authors' kmnist_classmap.csv has them.
    class_names=tuple("おきすつなはまやれを"),
    address="http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
    files=(
        PublishedFile(
            "train-images-idx3-ubyte",
            18_165_135,
            "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
        ),
        PublishedFile(
            "train-labels-idx1-ubyte",
            29_497,
            "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte",
            3_041_136,
            "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
        ),
        PublishedFile(
            "t10k-labels-idx1-ubyte",
            5_120,
            "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
        ),
    ),
)
