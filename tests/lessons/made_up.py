"""A lesson that takes no time: every kind of step, and a run that ends at once."""

from kdviz.experiment import Experiment
from kdviz.lessons.lesson import (
    Ask,
    Bar,
    Choice,
    Claim,
    Do,
    Free,
    Lesson,
    Look,
    Mark,
    Order,
    Reason,
    TakeAway,
    Tap,
    Told,
    Why,
)

QUICK = Experiment(teacher="16", teacher_steps=40, steps=20, seeds=3, labels=30)
BARS = (Bar("taught", "with teacher"), Bar("labels", "labels only", of="hard"))


def claim(first: str = "taught", than: str = "labels", least: float | None = None) -> Claim:
    said = "{first} {than} {gain} {more} {low} {high} {of} {n} {least}"
    return Claim(first, than, Told(f"shown {said}", f"not shown {said}", f"other {said}"), least)


LESSON = Lesson(
    "A made-up lesson",
    (
        Ask("Which of {labels}?", Choice(("this", "that"))),
        Ask("Order?", Order(("with teacher", "labels only"))),
        Do("Train.", QUICK, BARS, (claim(),)),
        Ask("How many?", Mark()),
        Do("Your task.", QUICK, BARS, (claim(least=0.99),), free=(Free("student", ("8", "16")),)),
        Ask("Tap?", Tap((4, 8))),
        Do("Look.", Look(4)),
        Why("Why?", (Reason("one", "no"), Reason("two", "yes", holds=True), Reason("three", "no"))),
        TakeAway("Remember."),
    ),
    name="made-up",
)
