"""The URL: one table of everything in it, read once a session and written with every page."""

from collections.abc import Mapping
from functools import cache, partial
from itertools import groupby

import streamlit as st

from kdviz.catalog import closest
from kdviz.experiment import Experiment
from kdviz.i18n import SpokenError
from kdviz.web.session import guess, language, reader, runs, view
from kdviz.web.session.knobs import PREFIX, are_knobs_asked, asked_knobs, knob_text, set_knobs
from kdviz.web.session.pages import DISTILL, Entry, page_of, pages

# The entries that have been read, by name and key: two pages may mean different things by one name.
READ = "address_read"


def _asked_run(asked: Mapping[str, str]) -> None:
    """Show the run that is asked for, with its knobs where the URL sets none."""
    if "run" in asked:
        record = runs.show_run(asked["run"])
        if not are_knobs_asked():
            set_knobs(record.experiment.model_dump())


# What a page may be shown in, whatever is on it.
LANGUAGE = Entry("lang", language.KEY, language.asked_language)
VIEW = Entry("view", view.VIEW, view.asked_view)
EVERYWHERE = (LANGUAGE, VIEW)
# The entries of every page for experiments, in the order of reading: later ones may build on earlier ones.
SHARED = (
    # Of a scene nothing is written: the knobs that it sets are.
    Entry("scene", "scene", asked_knobs, lambda _scene: None),
    # Which value is usual, and so not written, depends on the kind.
    *(
        Entry(name, PREFIX + name, asked_knobs, partial(knob_text, name), default=...)
        for name in Experiment.model_fields
    ),
    LANGUAGE,
    Entry("run", runs.KEY, _asked_run),
    Entry("guess", guess.KEY, guess.asked_guess, guess.text_of_guess),
    Entry("sort", reader.IMAGE, reader.asked_picked, reader.sort_text),
    Entry("image", reader.IMAGE, reader.asked_picked, reader.image_text),
    Entry("look", reader.LOOKED, reader.asked_look, reader.text_of_run),
    Entry("logits", reader.LOGITS, reader.asked_logits, default=""),
    VIEW,
    Entry("lock", view.LOCK, view.asked_lock, ",".join, default=()),
)


@cache
def table() -> tuple[Entry, ...]:
    """Return every entry: what all pages for experiments have, then what each page adds."""
    return (*SHARED, *(entry for page in pages() for entry in page.entries))


def entries_of(page: str) -> list[Entry]:
    """Return the entries that a page reads and writes."""

    def stands(entry: Entry) -> bool:
        if entry.pages:
            return page in entry.pages
        return page_of(page).is_experiment or entry in EVERYWHERE

    return [entry for entry in table() if stands(entry)]


@cache
def names_of_runs() -> frozenset[str]:
    """Return the parameters with which an address asks for a run or its settings, which the page Train shows."""
    return frozenset(entry.name for entry in entries_of(DISTILL.parent.name)) - {entry.name for entry in EVERYWHERE}


def read_address(page: str) -> list[str]:
    """Read the URL into the session: each entry once, when a page that has it is first opened.

    Returns
    -------
    list of str
        What of the URL could not be had, in sentences.
    """
    read: set[tuple[str, str]] = st.session_state.setdefault(READ, set())
    unread = [entry for entry in entries_of(page) if (entry.name, entry.key) not in read]
    sentences = [] if read else _misspelled()
    read.update((entry.name, entry.key) for entry in unread)
    for take, entries in groupby(unread, key=lambda entry: entry.read):
        asked = {entry.name: st.query_params[entry.name] for entry in entries if entry.name in st.query_params}
        try:
            sentences += take(asked) or []
        except SpokenError as error:
            sentences.append(error.sentence(language.session_translator()))
    return sentences


def _misspelled() -> list[str]:
    """Say which names in the URL are none of ours but like one; others, such as a mail program's, are let be."""
    _, names = language.session_translator(), [entry.name for entry in table()]
    pairs = [(name, closest(name, names)) for name in st.query_params if name not in names]
    text = _("there is no {name}; did you mean {closest}?")
    return [text.format(name=name, closest=near) for name, near in pairs if near]


def write_address(page: str) -> None:
    """Write the entries of `page` that are not at their defaults into the URL."""
    values = [(entry, st.session_state.get(entry.key)) for entry in entries_of(page)]
    texts = {entry.name: entry.write(value) for entry, value in values if value != entry.default}
    st.query_params.from_dict({name: text for name, text in texts.items() if text is not None})
