"""The gestures of a lesson: looking at a digit, heating the teacher's answers, breaking a defense, drawing."""

from collections.abc import Sequence

import streamlit as st

from kdviz.i18n import Translator
from kdviz.lessons import Lesson
from kdviz.lessons.lesson import Break, Do, Heat, Look, Tap
from kdviz.results.attack import AttackRecord
from kdviz.store.recordings import RECORDED, RECORDED_RUN, is_recorded, recorded_attack, recording
from kdviz.verdicts.attack import left_right
from kdviz.verdicts.run import points
from kdviz.web.components.attack.attack import FIRST, LOOKED, attack, attacked_nets
from kdviz.web.components.doubt.doubt import Doubted, doubt, doubted, likeliest
from kdviz.web.components.lab.lab import lab
from kdviz.web.session.knobs import PREFIX, set_knobs
from kdviz.web.session.lessons import answer, asked_before
from kdviz.web.session.literal import literal
from kdviz.web.session.reader import Picked
from kdviz.web.views.learn.work import found_before, run_before, show_again

DONE = "d"
# Whether a picture has been set to be cold once.
HEATED = "lesson_heated_"
COLD, HOT = 1.0, 15.0
# Two answers whose shares differ by less cannot be told apart by eye.
ALIKE = 0.03


def show_gesture(lesson: Lesson, place: int, text: str, _: Translator) -> None:
    """Draw a gesture, under the `text` that asks for it."""
    step = lesson.steps[place]
    assert isinstance(step, Do)
    # A hall sees what is told beside what is drawn.
    with st.container(key="lesson_gesture"):
        if isinstance(step.work, Look):
            _look(lesson, place, step.work, _)
        elif isinstance(step.work, Break):
            _break(lesson, place, step.work, text, _)
        elif isinstance(step.work, Heat):
            _heat(lesson, place, step.work, text, _)
        else:
            _draw(lesson, place, text, _)


def _look(lesson: Lesson, place: int, look: Look, _: Translator) -> None:
    answer(lesson, place, DONE)
    ask, said = asked_before(lesson, place)
    (digit,) = (each for each in doubted() if each.label == look.picture)
    if ask is not None and said is not None and isinstance(ask.way, Tap):
        st.markdown(literal(tap_told(ask.way, int(said), _)))
        said = None
    st.subheader(literal(_hit(digit, said, _)), anchor=False)
    with st.container(key="lesson_figure"):
        doubt(_, [look.picture])


def _hit(digit: Doubted, said: str | None, _: Translator) -> str:
    """Say whether the reader's answer is the teacher's second one; shares that are nearly alike count as equal."""
    first, second, third = likeliest(digit.shares)[:3]
    blanks = {name: points(digit.shares[each], signed=False) for name, each in (("one", second), ("two", third))}
    blanks |= {"second": str(second), "third": str(third), "first": str(first)}
    if said is None:
        text = _("The teacher's second answer is {second}, with {one} %.")
    elif ord(said) - ord("a") == second:
        text = _("That is the teacher's second answer, too: {second}, with {one} %.")
    elif ord(said) - ord("a") == third and digit.shares[second] - digit.shares[third] < ALIKE:
        text = _("Nearly: the teacher gives {second} {one} % and {third} {two} %.")
    else:
        text = _("Not yours: the teacher's second answer is {second}, with {one} %.")
    return text.format(**blanks)


def tap_told(way: Tap, picked: int, _: Translator) -> str:
    """Say of which picture the teacher is least sure, and whether that is the one that the reader has picked."""
    digits = [digit for digit in doubted() if digit.label in way.pictures]
    least = min(digits, key=lambda digit: max(digit.shares))
    blanks = {
        "yours": picked,
        "digit": least.label,
        "first": likeliest(least.shares)[0],
        "one": points(max(least.shares), signed=False),
    }
    if picked == least.label:
        text = _("You picked the {digit}. That held: its first answer, {first}, has only {one} %.")
    else:
        text = _("You picked the {yours}. It is the {digit}: its first answer, {first}, has only {one} %.")
    return text.format(**blanks)


def _break(lesson: Lesson, place: int, work: Break, text: str, _: Translator) -> None:
    """Draw the attacker's slider; the gesture is done as soon as the reader's nets, or recorded ones, break at it."""
    before = lesson.trained_before(place)
    found = None if before is None else found_before(lesson, before)
    record = found if isinstance(found, AttackRecord) else None
    if record is None:
        if before is not None and show_again(lesson, before, _):
            return
        record = recorded_attack()
    recorded = is_recorded(record.attack_id)
    looked = st.session_state.setdefault(LOOKED, FIRST)
    left = left_right(record, looked.temperature)
    if left <= work.share:
        answer(lesson, place, DONE)
        told = _("Broken: over {seeds} repeats, {left} % stay right.")
        if recorded:
            told = _("Broken: over {seeds} recorded repeats, {left} % stay right.")
        text = told.format(seeds=record.attack.experiment.seeds, left=points(left, signed=False))
    st.subheader(literal(text), anchor=False)
    with st.container(key="lesson_figure"):
        nets, data = attacked_nets(_), record.attack.experiment.data
        # Of other bounds it is not known how many stay right over all repeats.
        attack(record.attack_id, record.ended_at, nets, data, _, bound=record.attack.bound)
    if recorded:
        st.caption(_("Recorded."))


def _heat(lesson: Lesson, place: int, heat: Heat, text: str, _: Translator) -> None:
    (digit,) = (each for each in doubted() if each.label == heat.picture)
    key = f"{HEATED}{lesson.name}_{place}"
    if key not in st.session_state:
        # It begins cold, where nearly all goes to one answer.
        st.session_state[key] = True
        set_knobs({"temperature": COLD})
    temperature = float(st.session_state[PREFIX + "temperature"])
    first, second = digit.at(temperature)[:2]
    if second >= heat.share:
        answer(lesson, place, DONE)
    with st.container(key="lesson_told"):
        st.subheader(literal(text), anchor=False)
        blanks = {"t": f"{temperature:g}", "one": points(first, signed=False), "two": points(second, signed=False)}
        if second >= heat.share:
            said = _("Done. At T = {t} the first answer has {one} %, the second {two} %.")
        elif temperature > HOT:
            said = _("Too hot: at T = {t} all answers are nearly alike, the second has {two} %.")
        else:
            said = _("At T = {t} the second answer has {two} %.")
        st.markdown(literal(said.format(**blanks)))
    picked: Picked = {"sort": "class", "id": digit.id}
    with st.container(key="lesson_figure"):
        lab(RECORDED_RUN, recording(RECORDED).experiment, picked, (), _nothing, _)


def _draw(lesson: Lesson, place: int, text: str, _: Translator) -> None:
    st.subheader(literal(text), anchor=False)
    found = run_before(lesson, place, _("First train the students, a step or two before."), _)
    if found is None:
        return
    if PREFIX + "temperature" not in st.session_state:
        set_knobs({})

    def drawn() -> None:
        answer(lesson, place, DONE)

    picked: Picked = {"sort": "class", "id": None}
    with st.container(key="lesson_figure"):
        lab(found.run_id, found.experiment, picked, (), _nothing, _, source="drawing", on_drawn=drawn)


def _nothing(_names: Sequence[str]) -> None:
    """Remember nothing of what is unfolded: nothing is."""
