"""Articles of clothing, in MNIST's format."""

from kdviz.catalog.choice import PublishedCard, PublishedFile
from kdviz.i18n import N_

# Address, sizes and SHA-256: TensorFlow Datasets, tensorflow_datasets/url_checksums/fashion_mnist.txt.
ENTRY = PublishedCard(
    name="fashion-mnist",
    title=N_("Fashion-MNIST"),
    summary=N_("70,000 photos of clothing in 10 classes, 28×28 pixels; 58,000 train, 2,000 validation, 10,000 test."),
    code="kdviz.datasets.published:load",
    reference="Xiao, Rasul, Vollgraf 2017, Fashion-MNIST: a Novel Image Dataset for Benchmarking",
    shape=(1, 28, 28),
    train_per_class=(5_800,) * 10,
    validation=2_000,
    test=10_000,
    # As their authors' README has them.
    class_names=(
        N_("T-shirt"),
        N_("trouser"),
        N_("pullover"),
        N_("dress"),
        N_("coat"),
        N_("sandal"),
        N_("shirt"),
        N_("sneaker"),
        N_("bag"),
        N_("ankle boot"),
    ),
    address="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    files=(
        PublishedFile(
            "train-images-idx3-ubyte",
            26_421_880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        PublishedFile(
            "train-labels-idx1-ubyte",
            29_515,
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte",
            4_422_102,
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        PublishedFile(
            "t10k-labels-idx1-ubyte",
            5_148,
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
)
