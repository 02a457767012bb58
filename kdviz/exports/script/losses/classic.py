from torch.nn import functional as F


def loss(student, teacher, labels, *, temperature, alpha, t_squared, reduction, smoothing):
    """(1 − α)·CE(student, labels)  +  α·T²·KL(teacher ‖ student), both softened by the temperature T."""
    hard = F.cross_entropy(student[: len(labels)], labels, label_smoothing=smoothing)
    wanted, said = F.log_softmax(teacher / temperature, 1), F.log_softmax(student / temperature, 1)
    soft = F.kl_div(said, wanted, reduction="batchmean", log_target=True) / (CLASSES if reduction == "mean" else 1)
    return (1 - alpha) * hard + alpha * (temperature**2 if t_squared else 1) * soft
