"""The reader's own data sets: which there are, what a link may ask for, and how one comes and goes."""

from pathlib import Path

from kdviz.catalog import data_set, data_set_name, data_sets
from kdviz.engine import shared_engine
from kdviz.results.data import DataDescription, Wishes
from kdviz.store import own, uploads
from kdviz.store.own import OwnData
from kdviz.store.removal import remove_data
from kdviz.web.session.whose import who

# pandas reads files in workers alone.
LOOK, KEEP = "kdviz.intake.page:look", "kdviz.intake.page:keep"


def mine() -> list[OwnData]:
    """Return this reader's data sets, the newest first."""
    return own.owned(who())


def choices(*, besides: str | None = None) -> list[str]:
    """Return the names of the data sets that this reader may choose, and of one `besides`, such as a link's."""
    return [*dict.fromkeys([*data_sets(), *(each.name for each in mine()), *([besides] if besides else [])])]


def called(name: str) -> str:
    """Return what a data set is called, as a marked message; of one that others have added, too, what this reader does.

    Raises
    ------
    CatalogError
        If there is none.
    """
    data = own.known(name, who())
    return data.title if data else data_set(name).title


def asked(text: str) -> str:
    """Return the name of the data set that a link asks for; what others call theirs is no name for this reader."""
    own_one = next((each.name for each in mine() if each.title == text), None)
    return own_one or (text if data_set_name(text) == text else "")


def sent(token: str) -> Path | None:
    """Return the file that this reader's browser has sent under a token; None where it is not there any more."""
    return uploads.path_of(who(), token)


def forget(token: str) -> None:
    """Remove the file that this reader's browser has sent under a token."""
    uploads.forget(who(), token)


def look(path: Path, name: str, wishes: Wishes) -> DataDescription:
    """Return what a worker finds in a file; raises what `kdviz.intake.page.look` does, and `EngineError`."""
    found: DataDescription = shared_engine().begin(LOOK, path, name, wishes).result()
    return found


def keep(path: Path, name: str, wishes: Wishes, title: str) -> OwnData:
    """Let a worker keep a file as a data set of this reader's; raises likewise."""
    data: OwnData = shared_engine().begin(KEEP, path, name, wishes, title, who()).result()
    return data


def remove(name: str) -> None:
    """Remove a data set of this reader's; raises as `remove_data` does."""
    if name in {each.name for each in mine()}:
        remove_data(shared_engine().history, name, who())
