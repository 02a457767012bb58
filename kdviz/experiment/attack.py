"""The attack: a study of what a net gives away, of nets that are trained for it."""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from kdviz.catalog import ATTACK_SCENES
from kdviz.catalog.limits import LIMITS
from kdviz.experiment.experiment import Experiment
from kdviz.experiment.lenient import problems
from kdviz.i18n import N_, SpokenError

Study = Literal["temperature", "steal", "membership"]
Source = Literal["data", "other", "noise"]
STUDIES: tuple[Study, ...] = get_args(Study)
SOURCES: tuple[Source, ...] = get_args(Source)
# What a study needs to show what it is about, unless the reader says otherwise.
USUAL: Mapping[str, Mapping[str, Any]] = {scene.study: scene.knobs for scene in ATTACK_SCENES.values()}
# Seeds that one piece trains: two workers are enough for eight.
TOGETHER = 4
# An AUC of fewer members is decided by one or two of them.
FEWEST_MEMBERS = 10
# Members, students' images, the control's, and images that nobody saw.
PARTS = 4
# Answers that a service may give, and what their control learns from in place of them: the data's own labels.
GIVEN, TRUTH = 5, "truth"
# Test images at most that the temperature study attacks; projected gradient descent takes most of its time.
IMAGES = 500
# Steps of projected gradient descent, and those inside adversarial training; each costs as much as a step of training.
DESCENT, INNER_DESCENT = 10, 4
# Parameters at most of a net that follows the finger. The browser is sent four, 1.6 MB, and asks two of them about a
# hundred images in each frame.
FOLLOWED = 100_000
# Further nets of the membership study, each knob by itself.
VARIED = {"temperature": "temperatures", "label_noise": "noises", "teacher": "sizes"}


class AttackError(SpokenError, ValueError):
    """A study that cannot be made."""


class Attack(BaseModel):
    """A study and the experiment whose nets are attacked, checked and immutable. See `Attack.of`.

    Attributes
    ----------
    bound : float
        The largest change of a pixel that the temperature study begins with, and that adversarial training is against.
    bounds : tuple of float
        All that are tried.
    attacker_temperatures : tuple of float
        What the attacker divides logits by, beside 1, the loss as published, and the temperature of the training.
    queries : tuple of int
        How many a thief may ask.
    sources : tuple of str
        Where the queries come from.
    temperatures, noises, sizes : tuple
        Tried beside the experiment's own in the membership study; sizes are those of the teacher.
    """

    model_config = ConfigDict(frozen=True)

    study: Study
    experiment: Experiment
    bound: float = 0.15
    bounds: tuple[float, ...] = (0.05, 0.1, 0.15, 0.2, 0.3)
    attacker_temperatures: tuple[float, ...] = (1.0, 3.0, 10.0, 30.0, 100.0)
    queries: tuple[int, ...] = (30, 100, 300, 1000)
    sources: tuple[Source, ...] = SOURCES
    temperatures: tuple[float, ...] = (1.0, 20.0)
    noises: tuple[float, ...] = (0.2, 0.4)
    sizes: tuple[str, ...] = ("16", "256")

    @classmethod
    def of(cls, study: str, experiment: Experiment | None = None, **settings: Any) -> "Attack":
        """Return the study of the nets of `experiment`, the usual one of the study unless given.

        Parameters
        ----------
        study : str
            One of `STUDIES`.
        **settings
            Attributes of the class, each unless given as usual; those that the study does not read are left alone.

        Raises
        ------
        AttackError
            If there is no such study, or its settings do not fit.

        Examples
        --------
        >>> attack = Attack.of("temperature", bound=0.2)
        >>> attack.experiment.temperature, attack.bounds, [*attack.parts]
        (100.0, (0.05, 0.1, 0.15, 0.2, 0.3), [(0, 4), (4, 4)])
        """
        if study not in STUDIES:
            raise AttackError(
                N_("The study is {study}: allowed is one of {allowed}."), study=study, allowed=", ".join(STUDIES)
            )
        own = experiment or Experiment(**USUAL[study])
        made = cls.model_construct(study=study, experiment=own, **{**_usual(study, own), **_read(study, settings)})
        made._check()
        if study == "temperature":
            bounds = tuple(sorted({*made.bounds, made.bound}))
            temperatures = tuple(sorted({1.0, own.temperature, *made.attacker_temperatures}))
            made = made.model_copy(update={"bounds": bounds, "attacker_temperatures": temperatures})
        return made

    @classmethod
    def kept(cls, request: dict[str, Any]) -> "Attack":
        """Read an attack that was submitted once: limits may have changed since, and do not concern it."""
        return cls.model_construct(
            **_listed({name: value for name, value in request.items() if name != "experiment"}),
            experiment=Experiment.kept(request["experiment"]),
        )

    @property
    def parts(self) -> Sequence[tuple[int, int]]:
        """The seeds of each piece: the first, and how many."""
        first, count = self.experiment.first_seed, self.experiment.seeds
        return [(first + start, min(TOGETHER, count - start)) for start in range(0, count, TOGETHER)]

    def on(self, seeds: tuple[int, int]) -> Self:
        """Return the same on some seeds: the first, and how many."""
        first, count = seeds
        knobs = {**self.experiment.changes(), "first_seed": first, "seeds": count}
        return self.model_copy(update={"experiment": Experiment.shared(**knobs)})

    @property
    def settings(self) -> dict[str, Any]:
        """What the study reads beside the experiment."""
        return {name: getattr(self, name) for name in READ[self.study]}

    def digest(self, salt: str = "") -> str:
        """Return the SHA-256 of all that decides what comes out, and `salt`, in hexadecimal."""
        text = json.dumps([self.study, self.experiment.canonical(), self.settings], sort_keys=True) + salt
        return hashlib.sha256(text.encode()).hexdigest()

    def _check(self) -> None:
        check = {"temperature": self._check_bounds, "steal": self._check_queries, "membership": self._check_members}
        check[self.study]()
        experiment = self.experiment
        work = 3.0 * self._nets * experiment.student_cost.effort * experiment.batch_size * experiment.steps
        work += self._attacking
        if work > LIMITS.sweep_multiply_accumulates:
            raise AttackError(
                N_(
                    "The attack asks for {asked} billion multiply-accumulates: allowed are at most {limit} billion. "
                    "Take fewer seeds, a smaller student, fewer steps or shorter lists."
                ),
                asked=f"{work / 1e9:,.0f}",
                limit=f"{LIMITS.sweep_multiply_accumulates / 1e9:,.0f}",
            )

    @property
    def _nets(self) -> int:
        """How many nets are trained."""
        each = {
            "temperature": 4,
            "steal": (GIVEN * len(self.sources) + ("data" in self.sources)) * len(self.queries),
            "membership": 5 * (1 + len(self.temperatures) + len(self.noises) + len(self.sizes)),
        }
        return each[self.study] * self.experiment.seeds

    @property
    def _attacking(self) -> float:
        """Multiply-accumulates of the attacks themselves, of which a gradient takes three times what an answer does."""
        if self.study != "temperature":
            return 0.0
        experiment, bounds, dividing = self.experiment, len(self.bounds), len({*self.attacker_temperatures})
        nets, images = 4 * experiment.seeds, min(IMAGES, experiment.data.test)
        # FGSM takes a gradient for each temperature, descent ten for each bound at two of them; transferred ones are
        # found once. Then all answer.
        gradients = dividing + 2 + 2 * DESCENT * bounds
        answers = 1 + (dividing + 4) * bounds
        own = nets * images * (3 * gradients + answers) * experiment.student_cost.effort
        transferred = 3 * images * (2 + DESCENT * bounds) * experiment.teacher_cost.effort * len(self.parts)
        inner = 3.0 * INNER_DESCENT * experiment.seeds * experiment.batch_size * experiment.steps
        return own + transferred + inner * experiment.student_cost.effort

    def _check_bounds(self) -> None:
        for bound in (self.bound, *self.bounds):
            if not 0 <= bound <= 1:
                raise AttackError(
                    N_("The bound is {bound}: allowed is 0 to 1, the share of a pixel's range."), bound=f"{bound:g}"
                )
        for temperature in self.attacker_temperatures:
            if not 0 < temperature < math.inf:
                raise AttackError(
                    N_("The attacker's temperature is {temperature}: allowed is any number above 0."),
                    temperature=f"{temperature:g}",
                )

    def _check_queries(self) -> None:
        experiment = self.experiment
        for source in self.sources:
            if source not in SOURCES:
                raise AttackError(
                    N_("Queries come from {source}: allowed is one of {allowed}."),
                    source=source,
                    allowed=", ".join(SOURCES),
                )
            if source == "other" and not experiment.data.is_image:
                raise AttackError(
                    N_("Other data are pieces of photographs, and the data set {dataset} has no images."),
                    dataset=experiment.dataset,
                )
        images = experiment.data.transfer_images(None)
        for count in self.queries:
            if count < 1:
                raise AttackError(N_("The thief asks {count} queries: allowed are 1 or more."), count=count)
            if count > images and "data" in self.sources:
                raise AttackError(
                    N_(
                        "The thief asks {count} queries from the data: allowed are at most {images}, as many as it has."
                    ),
                    count=count,
                    images=images,
                )
            if count > LIMITS.steps:
                raise AttackError(
                    N_("The thief asks {count} queries: allowed are at most {limit}."), count=count, limit=LIMITS.steps
                )

    def _check_members(self) -> None:
        experiment = self.experiment
        members, images = experiment.labelled_images, experiment.data.transfer_images(None)
        if members < FEWEST_MEMBERS:
            raise AttackError(
                N_("An AUC of {members} members and {seeds} seeds says nothing: allowed are {fewest} members or more."),
                members=members,
                seeds=experiment.seeds,
                fewest=FEWEST_MEMBERS,
            )
        if PARTS * members > images:
            raise AttackError(
                N_(
                    "The study takes {parts} times {members} of the data set's {images}: allowed are at most {most} "
                    "members, a quarter."
                ),
                parts=PARTS,
                members=members,
                most=images // PARTS,
                images=images,
            )
        for knob, name in VARIED.items():
            for value in getattr(self, name):
                try:
                    Experiment.shared(**{**experiment.changes(), knob: value})
                except ValidationError as error:
                    raise AttackError(
                        N_("The study cannot try this: {problem}"), problem=problems(error)[0].sentence()
                    ) from error


# What settings are of, what makes plain ones of those, and what is said of anything else.
Kind = tuple[type, Callable[[Any], Any], str]
NUMBER: Kind = (Real, float, N_("{name} has {value}: allowed are numbers."))
NAME: Kind = (str, str, N_("{name} has {value}: allowed are names."))
KINDS: Mapping[str, Kind] = {
    "queries": (Integral, int, N_("{name} has {value}: allowed are whole numbers.")),
    "sources": NAME,
    "sizes": NAME,
}
READ: Mapping[str, tuple[str, ...]] = {
    "temperature": ("bound", "bounds", "attacker_temperatures"),
    "steal": ("queries", "sources"),
    "membership": ("temperatures", "noises", "sizes"),
}


def _usual(study: Study, experiment: Experiment) -> dict[str, Any]:
    """Return what a study does unless told otherwise, where it follows from the data."""
    if study != "steal":
        return {}
    images = experiment.data.transfer_images(None)
    queries: tuple[int, ...] = Attack.model_fields["queries"].default
    return {
        "sources": tuple(source for source in SOURCES if source != "other" or experiment.data.is_image),
        # Of a small data set there are fewer images to ask with.
        "queries": tuple(dict.fromkeys(min(count, images) for count in queries)),
    }


def _read(study: Study, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that were given, each list in order; raises `AttackError`."""
    found = dict[str, Any]()
    for name, value in settings.items():
        if name not in READ[study]:
            raise AttackError(
                N_("The study {study} reads no {name}: allowed is one of {allowed}."),
                study=study,
                name=name,
                allowed=", ".join(READ[study]),
            )
        if name == "bound":
            found[name] = _one(name, value)
            continue
        if not isinstance(value, Iterable) or isinstance(value, str):
            raise AttackError(N_("{name} is {value}: allowed is a list of at least one."), name=name, value=str(value))
        if not (values := [*value]):
            raise AttackError(N_("{name} is empty: allowed is a list of at least one."), name=name)
        plain = dict.fromkeys(_one(name, each) for each in values)
        found[name] = tuple(plain if name == "sources" else sorted(plain))
    return found


def _one(name: str, value: Any) -> Any:
    """Return one number or name of a setting, as a plain one; raises `AttackError`."""
    wanted, plain, refused = KINDS.get(name, NUMBER)
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise AttackError(refused, name=name, value=repr(value))
    return plain(value)


def _listed(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list | range) else value for name, value in settings.items()}
