import torch
from torch.nn import functional as F


def loss(student, teacher, labels, *, temperature, alpha, confidence, smoothing):
    """(1 − α)·CE(student, labels)  +  α·T²·KL(virtual ‖ student); the virtual teacher is sure of every label."""
    student = student[: len(labels)]
    hard = F.cross_entropy(student, labels, label_smoothing=smoothing)
    own = F.one_hot(labels, CLASSES)
    virtual = torch.log(own * confidence + (1 - own) * (1 - confidence) / (CLASSES - 1))
    wanted, said = F.log_softmax(virtual / temperature, 1), F.log_softmax(student / temperature, 1)
    return (1 - alpha) * hard + alpha * temperature**2 * F.kl_div(said, wanted, reduction="batchmean", log_target=True)
