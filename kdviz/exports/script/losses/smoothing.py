from torch.nn import functional as F


def loss(student, teacher, labels, *, spread, smoothing):
    """CE(student, labels), each label spread a little over all classes; nobody teaches."""
    return F.cross_entropy(student[: len(labels)], labels, label_smoothing=spread + smoothing)
