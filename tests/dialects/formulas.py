"""The losses of other systems, written out from their published code, each reading the line that a user would write.

Every function takes that line, logits and labels, and returns the loss; nothing here knows of kdviz.
"""

import argparse
import ast
import json
import re
import shlex
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def run(code: str, **names: Any) -> dict[str, Any]:
    """Run the line with the names that its system defines."""
    scope = {"torch": torch, **names}
    exec(code, scope)
    return scope


def call(code: str, name: str, **names: Any) -> dict[str, Any]:
    """Return what the function called `name` is given by keyword in the line, and its positional arguments."""
    given: dict[str, Any] = {}

    def take(*args: Any, **keywords: Any) -> None:
        given.update(keywords, args=args)

    run(code, **{name: take}, **names)
    return given


class Anything:
    """Stands for a name that plays no part in the loss."""

    def __getattr__(self, name: str) -> "Anything":
        return Anything()

    def __call__(self, *args: Any, **keywords: Any) -> "Anything":
        return Anything()


class KDLoss(nn.KLDivLoss):
    def __init__(self, s_path, s_io, t_path, t_io, temperature, alpha=None, beta=None, reduction="batchmean"):
        super().__init__(reduction=reduction)
        self.temperature = temperature
        self.alpha = alpha
        self.beta = 1 - alpha if beta is None else beta
        self.cross_entropy_loss = nn.CrossEntropyLoss(reduction="mean" if reduction == "batchmean" else reduction)

    def forward(self, student, teacher, targets):
        soft = super().forward(
            torch.log_softmax(student / self.temperature, dim=1), torch.softmax(teacher / self.temperature, dim=1)
        )
        if self.alpha is None or self.alpha == 0 or targets is None:
            return soft
        return self.alpha * self.cross_entropy_loss(student, targets) + self.beta * self.temperature**2 * soft


def torchdistill(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    return run(f"criterion = {code}", KDLoss=KDLoss)["criterion"](student, teacher, labels)


def repdistiller(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--distill", choices=["kd"])
    parser.add_argument("-r", "--gamma", type=float, default=1)
    parser.add_argument("-a", "--alpha", type=float, default=None)
    parser.add_argument("-b", "--beta", type=float, default=None)
    parser.add_argument("--kd_T", type=float, default=4)
    words = shlex.split(code)
    assert words[:2] == ["python", "train_student.py"]
    opt = parser.parse_args(words[2:])
    p_s, p_t = F.log_softmax(student / opt.kd_T, dim=1), F.softmax(teacher / opt.kd_T, dim=1)
    loss_div = F.kl_div(p_s, p_t, reduction="sum") * (opt.kd_T**2) / student.shape[0]
    return opt.gamma * F.cross_entropy(student, labels) + opt.alpha * loss_div + opt.beta * 0


def mdistiller(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    config = {"KD.TEMPERATURE": 4, "KD.LOSS.CE_WEIGHT": 0.1, "KD.LOSS.KD_WEIGHT": 0.9}
    options = shlex.split(code)[4:]
    for name, written in zip(options[::2], options[1::2], strict=True):
        value = ast.literal_eval(written)
        if type(value) is not type(config[name]):
            raise ValueError(f"Type mismatch for config key: {name}")
        config[name] = value
    t = config["KD.TEMPERATURE"]
    log_pred, pred = F.log_softmax(student / t, dim=1), F.softmax(teacher / t, dim=1)
    loss_kd = F.kl_div(log_pred, pred, reduction="none").sum(1).mean() * t**2
    return config["KD.LOSS.CE_WEIGHT"] * F.cross_entropy(student, labels) + config["KD.LOSS.KD_WEIGHT"] * loss_kd


def kd_lib(code: str, student: Tensor, teacher: Tensor, labels: Tensor, loss_fn: nn.Module | None = None) -> Tensor:
    loaders = dict.fromkeys(
        ("teacher", "student", "train_loader", "val_loader", "teacher_optimizer", "student_optimizer"), Anything()
    )
    given = call(code, "VanillaKD", **loaders)
    loss_fn = (loss_fn or given.get("loss_fn", nn.MSELoss())).to("cpu")
    temp, weight = given.get("temp", 20.0), given.get("distil_weight", 0.5)
    soft_teacher, soft_student = F.softmax(teacher / temp, dim=1), F.softmax(student / temp, dim=1)
    loss = (1 - weight) * F.cross_entropy(student, labels)
    return loss + (weight * temp * temp) * loss_fn(soft_teacher, soft_student)


def textbrewer(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    given = {"temperature": 4, "kd_loss_weight": 1, "hard_label_weight": 0} | call(code, "DistillationConfig")
    assert given["kd_loss_type"] == "ce"
    t = given["temperature"]
    kd_loss = -(F.softmax(teacher / t, dim=-1) * F.log_softmax(student / t, dim=-1)).sum(dim=-1).mean()
    return kd_loss * given["kd_loss_weight"] + F.cross_entropy(student, labels).mean() * given["hard_label_weight"]


def _element_mean(student: Tensor, teacher: Tensor, t: float) -> Tensor:
    return nn.KLDivLoss(reduction="mean")(F.log_softmax(student / t, dim=1), F.softmax(teacher / t, dim=1))


def haitongli(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    params = json.loads(code)
    alpha, t = params["alpha"], params["temperature"]
    soft = _element_mean(student, teacher, t) * (alpha * t * t)
    return soft + F.cross_entropy(student, labels) * (1.0 - alpha)


def haitongli_mnist(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    given = call(code, "distillation", output=student, target=labels, teacher_output=teacher)
    y, target, teacher_scores = given["args"]
    t, alpha = given["T"], given["alpha"]
    soft = _element_mean(y, teacher_scores, t) * (t * t * 2.0 * alpha)
    return soft + F.cross_entropy(y, target) * (1.0 - alpha)


def tf_kd(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    params = json.loads(code)
    alpha, t = params["alpha"], params["temperature"]
    d_kl = _element_mean(student, teacher, t) * (t * t)
    return (1.0 - alpha) * F.cross_entropy(student, labels) + alpha * d_kl


def takd(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    space = json.loads(code)
    assert all(entry["_type"] == "choice" for entry in space.values())
    (lambda_,), (t,) = space["lambda_student"]["_value"], space["T_student"]["_value"]
    return (1 - lambda_) * F.cross_entropy(student, labels) + lambda_ * t * t * _element_mean(student, teacher, t)


def _tutorial(code: str, soft: Any, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    names = dict.fromkeys(("teacher", "student", "train_loader", "device"), Anything())
    given = call(code, "train_knowledge_distillation", **names)
    t = given["T"]
    soft_targets = F.softmax(teacher / t, dim=-1)
    soft_prob = F.log_softmax(student / t, dim=-1)
    soft_loss = soft(soft_targets, soft_prob) / soft_prob.size()[0] * (t**2)
    label_loss = F.cross_entropy(student, labels)
    return given["soft_target_loss_weight"] * soft_loss + given["ce_loss_weight"] * label_loss


def pytorch_tutorial(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    return _tutorial(code, lambda p, log_q: torch.sum(p * (p.log() - log_q)), student, teacher, labels)


def pytorch_tutorial_first(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    return _tutorial(code, lambda p, log_q: -torch.sum(p * log_q), student, teacher, labels)


class Compiled:
    def compile(self, **keywords: Any) -> None:
        self.given = keywords


def _keras(code: str, student: Tensor, teacher: Tensor, labels: Tensor, t_squared: bool) -> Tensor:
    distiller = Compiled()
    run(code, distiller=distiller, keras=Anything())
    assert "losses.KLDivergence()" in code
    alpha, t = distiller.given["alpha"], distiller.given["temperature"]
    y_true = F.softmax(teacher / t, dim=1).clamp(1e-7, 1)
    y_pred = F.softmax(student / t, dim=1).clamp(1e-7, 1)
    distillation_loss = (y_true * torch.log(y_true / y_pred)).sum(-1).mean() * (t**2 if t_squared else 1)
    return alpha * F.cross_entropy(student, labels) + (1 - alpha) * distillation_loss


def keras(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    return _keras(code, student, teacher, labels, t_squared=True)


def keras_first(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    return _keras(code, student, teacher, labels, t_squared=False)


def labml(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    conf = Anything()
    run(code, conf=conf)
    log_p = F.log_softmax(teacher / conf.temperature, dim=-1)
    log_q = F.log_softmax(student / conf.temperature, dim=-1)
    soft_loss = nn.KLDivLoss(reduction="mean", log_target=True)(log_q, log_p)
    return conf.soft_targets_weight * soft_loss + conf.label_loss_weight * F.cross_entropy(student, labels)


def paddleslim(code: str, student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    given = call(code, "soft_label")
    assert re.fullmatch(r"teacher_\w+", given["args"][0])
    p = F.softmax(teacher / given["teacher_temperature"], dim=-1)
    q = F.softmax(student / given["student_temperature"], dim=-1)
    return -(p * q.log()).sum(1).mean()


FORMULAS = {
    "torchdistill": torchdistill,
    "repdistiller": repdistiller,
    "mdistiller": mdistiller,
    "kd_lib": kd_lib,
    "kd_lib_own": kd_lib,
    "textbrewer": textbrewer,
    "haitongli": haitongli,
    "haitongli_mnist": haitongli_mnist,
    "tf_kd": tf_kd,
    "takd": takd,
    "pytorch_tutorial": pytorch_tutorial,
    "pytorch_tutorial_first": pytorch_tutorial_first,
    "keras": keras,
    "keras_first": keras_first,
    "labml": labml,
    "paddleslim": paddleslim,
}
