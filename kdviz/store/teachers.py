"""The teachers, by the knobs that made them: those of the store, and the default ones that ship."""

from pathlib import Path

from safetensors import SafetensorError
from safetensors.numpy import load_file
from safetensors.numpy import save as save_bytes

from kdviz.catalog.device import Device
from kdviz.catalog.shipped import assets
from kdviz.experiment import TEACHER_KNOBS, Experiment
from kdviz.i18n import N_
from kdviz.results import Arrays
from kdviz.store.device import last_device
from kdviz.store.home import write_whole
from kdviz.store.identity import salt, sources_digest
from kdviz.store.samples import MissingFileError


def shipped(experiment: Experiment) -> Path:
    """Return where the experiment's teacher lies if it ships; its name is the hash of the knobs that made it.

    Unlike those of the store it stays as it is when the training code changes, so that every reader of the default
    scenes has the same teacher; ``make assets`` makes them anew.
    """
    return assets() / "teachers" / f"{experiment.dataset}-{experiment.digest(only=TEACHER_KNOBS)[:16]}.safetensors"


def load(home: Path, experiment: Experiment, device: Device = "cpu") -> Arrays | None:
    """Return the weights of the experiment's teacher, or None if there is none, or none that can be read.

    One that ships serves students on any `device`; others learned on the kind that their students learn on.
    """
    for path in (shipped(experiment), _kept(home, experiment, device)):
        try:
            weights: Arrays = load_file(path)
        except (OSError, SafetensorError):
            continue
        return weights
    return None


def content(home: Path, experiment: Experiment, device: Device = "cpu") -> bytes:
    """Return the file of the experiment's teacher, for students on `device`, as it was written.

    Raises
    ------
    MissingFileError
        If there is none.
    """
    for path in (shipped(experiment), _kept(home, experiment, device)):
        if path.exists():
            return path.read_bytes()
    raise MissingFileError(N_("The teacher of this run is gone: run the experiment afresh."))


def known(home: Path, experiment: Experiment) -> bool:
    """Return whether the experiment's teacher has been trained, for the kind of device that workers last had here."""
    return shipped(experiment).exists() or _kept(home, experiment, last_device(home) or "cpu").exists()


def ship(experiment: Experiment, weights: Arrays, accuracy: float) -> Path:
    """Write the experiment's teacher among those that ship, with its test accuracy, and return its path."""
    path = shipped(experiment)
    made_of = {
        "experiment": experiment.digest(only=TEACHER_KNOBS),
        "sources": sources_digest(),
        "accuracy": repr(accuracy),
    }
    write_whole(path, save_bytes(weights, made_of))
    return path


def save(home: Path, experiment: Experiment, weights: Arrays, device: Device = "cpu") -> None:
    """Keep the weights of the experiment's teacher, which learned on `device`."""
    write_whole(_kept(home, experiment, device), save_bytes(weights))


def _kept(home: Path, experiment: Experiment, device: Device) -> Path:
    key = experiment.digest(only=TEACHER_KNOBS, salt=salt(experiment.dataset))
    return home / "teachers" / f"{key}{'' if device == 'cpu' else f'-{device}'}.safetensors"
