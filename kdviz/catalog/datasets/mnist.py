"""The handwritten digits that papers use."""

from kdviz.catalog.choice import PublishedCard, PublishedFile
from kdviz.i18n import N_

# Address, sizes and SHA-256: TensorFlow Datasets, tensorflow_datasets/url_checksums/mnist.txt; of the unpacked files:
# the build files of github.com/matraass11/mygrad, which gets them unpacked.
ENTRY = PublishedCard(
    name="mnist",
    title=N_("MNIST"),
    summary=N_("70,000 scanned digits of 28×28 pixels; 58,000 train, 2,000 validation, 10,000 test."),
    code="kdviz.datasets.published:load",
    reference="LeCun, Bottou, Bengio, Haffner 1998, Gradient-Based Learning Applied to Document Recognition",
    shape=(1, 28, 28),
    train_per_class=(5_726, 6_517, 5_759, 5_927, 5_647, 5_240, 5_721, 6_056, 5_656, 5_751),
    validation=2_000,
    test=10_000,
    address="https://storage.googleapis.com/cvdf-datasets/mnist/",
    files=(
        PublishedFile(
            "train-images-idx3-ubyte",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        ),
        PublishedFile(
            "train-labels-idx1-ubyte",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        ),
        PublishedFile(
            "t10k-labels-idx1-ubyte",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
    ),
)
