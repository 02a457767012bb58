"""The verdict of an attack in words, no surer than its intervals."""

from collections.abc import Callable

from kdviz.catalog import ATTACK_SCENES, DatasetCard
from kdviz.experiment.attack import TRUTH, Attack, Source, Study
from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results import Estimate
from kdviz.results.attack import AttackRecord, AttackResult, AttackRow, Gap
from kdviz.verdicts.run import gain_points, points, things

STUDY_TITLES = {scene.study: scene.title for scene in ATTACK_SCENES.values()}
# With a blank for what the data set is made of.
NET_TITLES = {
    "plain": N_("as usual"),
    "at_temperature": N_("trained at T (not distilled)"),
    "distilled": N_("distilled at T"),
    "hardened": N_("on attacked {things}"),
    "teacher": N_("teacher"),
    "student_same": N_("student on the teacher's {things}"),
    "student_other": N_("student on other {things}"),
    "control": N_("control: its teacher never saw them"),
}
GIVES_TITLES = {
    "label": N_("the label"),
    "top1": N_("the label and its probability"),
    "probabilities": N_("all probabilities"),
    "rounded": N_("probabilities in tenths"),
    "logits": N_("logits as they are"),
    TRUTH: N_("true labels, no teacher"),
}
# What an honest user's numbers are over.
RESAMPLED = "paired bootstrap over test inputs of one teacher"
# What answers add to what a net learns without a teacher, where that is shown and where it is not.
ADDED = {
    "label": (
        N_("Beside it, the teacher's labels add {gap}."),
        N_("That the teacher's labels add to that is not shown: {gap}."),
    ),
    "logits": (
        N_("Beside it, the teacher's logits add {gap}."),
        N_("That the teacher's logits add to that is not shown: {gap}."),
    ),
}
SOURCE_TITLES: dict[Source, str] = {
    "data": N_("the teacher's {things}"),
    "other": N_("pieces of photographs"),
    "noise": N_("noise"),
}
# What the attacker of each study knows, with the same blank.
KNOWS: dict[Study, str] = {
    "temperature": N_("The attacker has the net and its weights."),
    "steal": N_("The thief sees the teacher's answers to chosen queries, and nothing else."),
    "membership": N_("The attacker sees the net's loss on {things} with their labels, and sets a threshold."),
}


def made_of(data: DatasetCard, message: str, _: Translator = ENGLISH) -> str:
    """Fill the blank ``{things}`` of a message with what a data set is made of."""
    return _.fill(message, {"things": things(data, _)})


def attack_verdict(record: AttackRecord, _: Translator = ENGLISH) -> str:
    """Say what an attack shows, and what it does not."""
    if record.result is None:
        return ""
    tellers = {"temperature": defense_told, "steal": theft_told, "membership": betrayal_told}
    return " ".join(tellers[record.attack.study](record.attack, record.result, _))


def attack_headline(record: AttackRecord, _: Translator = ENGLISH) -> str:
    """Say the most important of it in a sentence."""
    if record.result is None:
        return ""
    result, attack = record.result, record.attack
    if attack.study == "temperature":
        gap = mask(attack, result)
        if is_above(gap):
            hot = {"attack": "fgsm", "attacker_temperature": attack.experiment.temperature, "bound": attack.bound}
            left = result.find(net="distilled", **hot)
            text = _("High temperature hides the gradient; divided by {T}, {divided} % stay right.")
            blanks = {"T": f"{attack.experiment.temperature:g}"}
            return text.format(**blanks, divided=percent(left, "accuracy")) if left else ""
        return _("Here a high temperature is not shown to hide anything.")
    if attack.study == "steal":
        return _theft_headline(attack, result, _)
    betrays = N_("The student betrays {things} that only its teacher saw.")
    if not is_above(betrayal(attack, result)):
        betrays = N_("The student is not shown to betray {things} that only its teacher saw.")
    return made_of(attack.experiment.data, betrays, _)


def attack_control(record: AttackRecord, _: Translator = ENGLISH) -> str:
    """Say beside what the headline stands, with the interval of their difference."""
    if record.result is None:
        return ""
    result, attack = record.result, record.attack
    if attack.study == "temperature":
        published: dict[str, str | float] = {"attack": "fgsm", "on": "published", "bound": attack.bound}
        rows = {net: result.find(net=net, **published) for net in ("distilled", "plain")}
        gap = mask(attack, result)
        if gap is None or not all(rows.values()):
            return ""
        text = _("Before, {distilled} % did; the difference is {gap}. Of a net trained as usual, {plain} % do.")
        right = {net: percent(row, "accuracy") for net, row in rows.items() if row}
        return text.format(gap=gain_points(gap.gap, _), **right)
    if (gap := asked_gap(attack, result)) is None:
        return ""
    if attack.study == "steal":
        against = _("With {queries} queries, logits against labels: {gap}.").format(
            queries=_.number(min(attack.queries)), gap=gain_points(gap.gap, _)
        )
        return " ".join([*_untaught_told(attack, result, _), against])
    return _("AUC against the control: {gap}.").format(gap=gain_points(gap.gap, _))


def _theft_headline(attack: Attack, result: AttackResult, _: Translator) -> str:
    row = _stolen(attack, result, "label")
    if row is None:
        return ""
    text = _("{queries} labels, asked of {source}, copy {agreement} % of its answers.")
    source = made_of(attack.experiment.data, SOURCE_TITLES[attack.sources[0]], _)
    blanks = {"queries": _.number(max(attack.queries)), "source": source}
    return text.format(**blanks, agreement=percent(row, "agreement"))


def defense_told(attack: Attack, result: AttackResult, _: Translator = ENGLISH) -> list[str]:
    """Say whether the temperature defends, and what does."""
    hot, bound = attack.experiment.temperature, attack.bound
    published = {net: result.find(net=net, attack="fgsm", on="published", bound=bound) for net in NET_TITLES}
    divided = result.find(net="distilled", attack="fgsm", attacker_temperature=hot, bound=bound)
    blanks = {f"{net}": measured_text(row, "accuracy") for net, row in published.items() if row} | {"T": f"{hot:g}"}
    said = [
        _("Under FGSM as published, {distilled} % of the distilled net's answers stay right.").format(**blanks),
        _("Of a net trained as usual, {plain} % do.").format(**blanks),
    ]
    if row := published["distilled"]:
        text = _("Of its gradients {zeros} % are exactly zero.")
        said.append(text.format(zeros=measured_text(row, "zero_gradients")))
    if divided and is_above(mask(attack, result)):
        text = _("With logits divided by {T}, {divided} % stay right: the gradient was masked.")
        said.append(text.format(T=f"{hot:g}", divided=measured_text(divided, "accuracy")))
        if (left := asked_gap(attack, result)) and is_above(left):
            text = _("Beside a net trained as usual, under the attack as published, that is {gap}.")
            said.append(text.format(gap=gain_points(left.gap, _)))
        else:
            said.append(_("Nothing is shown to be left of the defense."))
    elif divided:
        said.append(_("That the gradient was masked is not shown here."))
    if is_above(_mask("at_temperature", attack, result)):
        text = _("No distillation is needed for it: only trained at T, {at_temperature} % stay right.")
        said.append(text.format(**blanks))
    return [*said, *_help_told(attack, result, _)]


def _help_told(attack: Attack, result: AttackResult, _: Translator) -> list[str]:
    strongest: dict[str, str | float] = {"attack": "pgd", "on": "published", "bound": attack.bound}
    gain = result.gap({"net": "hardened", **strongest}, {"net": "plain", **strongest})
    price = result.gap({"net": "hardened", "attack": "none"}, {"net": "plain", "attack": "none"})
    row = result.find(net="hardened", **strongest)
    if row is None or price is None or not is_above(gain):
        text = N_("That training on attacked {things} helps is not shown here.")
        return [made_of(attack.experiment.data, text, _)]
    helped = _("Training on attacked {things} does help: {accuracy} % stay right under PGD.")
    if price.gap.ci95 is None or price.gap.ci95[0] <= 0 <= price.gap.ci95[1]:
        cost = _("A price in clean accuracy is not shown: {gap}.")
    elif price.gap.mean < 0:
        cost = _("Its price in clean accuracy: {gap}.")
    else:
        cost = _("Clean accuracy even rises: {gap}.")
    blanks = {"accuracy": measured_text(row, "accuracy"), "things": things(attack.experiment.data, _)}
    return [helped.format(**blanks), cost.format(gap=gain_points(price.gap, _))]


def theft_told(attack: Attack, result: AttackResult, _: Translator = ENGLISH) -> list[str]:
    """Say how well the teacher is copied, and what withholding costs."""
    label, logits = (_stolen(attack, result, gives) for gives in ("label", "logits"))
    if label is None or logits is None:
        return []
    few = min(attack.queries)
    asked: dict[str, str | float] = {"from": attack.sources[0], "queries": few}
    source = made_of(attack.experiment.data, SOURCE_TITLES[attack.sources[0]], _)
    blanks = {"queries": _.number(max(attack.queries)), "source": source}
    told = [
        _("With {queries} queries from {source}, a copy made of labels agrees on {agreement} %.").format(
            **blanks, agreement=measured_text(label, "agreement")
        ),
        _("A copy made of logits agrees on {agreement} %.").format(agreement=measured_text(logits, "agreement")),
        *_control_told(attack, result, _),
    ]
    for gives, text in (
        ("label", _("With {queries} queries, logits tell the thief more than labels: {gap}.")),
        ("rounded", _("With {queries} queries, all digits tell more than tenths: {gap}.")),
    ):
        more = "logits" if gives == "label" else "probabilities"
        gap = result.gap({**asked, "gives": more}, {**asked, "gives": gives})
        if gap and is_above(gap):
            told.append(text.format(queries=_.number(few), gap=gain_points(gap.gap, _)))
        elif gap:
            told.append(
                _("With {queries} queries, withholding costs the thief nothing that is shown: {gap}.").format(
                    queries=_.number(few), gap=gain_points(gap.gap, _)
                )
            )
    return [*told, *_honest_told(result, _)]


def _honest_told(result: AttackResult, _: Translator) -> list[str]:
    """Say what withholding costs whoever believes the answers."""
    served = {each.gives: each for each in result.served}
    if not served:
        return []
    above = served["label"].ece_above_probabilities
    if above is None or above.ci95 is None or above.ci95[0] > 0:
        text = _("An honest user pays, too: calibration error {label} % with labels alone, {all} % with probabilities.")
    else:
        text = _("An honest user's calibration error: {label} % with labels alone, {all} % with probabilities.")
    errors = {name: range_text(served[name].ece) for name in ("label", "probabilities")}
    told = [text.format(label=errors["label"], all=errors["probabilities"])]
    if above is not None:
        told.append(_("The difference, bootstrapped over test inputs: {gap}.").format(gap=gain_points(above, _)))
    return told


def _untaught_told(attack: Attack, result: AttackResult, _: Translator) -> list[str]:
    """Say beside how well labels copy how many answers are alike without them; nothing where no control was trained."""
    row, gap = _stolen(attack, result, TRUTH), taught_gap(attack, result, "label")
    if row is None or gap is None:
        return []
    text = _("With true labels and no teacher, {agreement} % agree; the teacher's labels change that by {gap}.")
    return [text.format(agreement=percent(row, "agreement"), gap=gain_points(gap.gap, _))]


def _control_told(attack: Attack, result: AttackResult, _: Translator) -> list[str]:
    """Say how much of the agreement the teacher's answers give; nothing where no control was trained."""
    row = _stolen(attack, result, TRUTH)
    if row is None:
        return []
    text = _("Control: a net like the thief's that learns true labels without the teacher agrees on {agreement} %.")
    told = [text.format(agreement=measured_text(row, "agreement"))]
    for gives, (added, not_shown) in ADDED.items():
        if gap := taught_gap(attack, result, gives):
            told.append(_(added if is_above(gap) else not_shown).format(gap=gain_points(gap.gap, _)))
    return told


def taught_gap(attack: Attack, result: AttackResult, gives: str) -> Gap | None:
    """Return by how much a copy of such answers agrees more than a net with the true labels of the same queries."""
    asked: dict[str, str | float] = {"from": attack.sources[0], "queries": max(attack.queries)}
    return result.gap({**asked, "gives": gives}, {**asked, "gives": TRUTH})


def betrayal_told(attack: Attack, result: AttackResult, _: Translator = ENGLISH) -> list[str]:
    """Say whether a student that never saw the members gives them away."""
    own = own_setting(attack)
    rows = {net: result.find(net=net, **own) for net in ("teacher", "student_other", "control")}
    gap = betrayal(attack, result)
    if gap is None or not all(rows.values()):
        return []
    aucs = {net: measured_text(row, "auc") for net, row in rows.items() if row}
    said = [
        _("A threshold on the loss tells members from others with an AUC of {teacher} on the teacher.").format(**aucs),
        _("On a student that never saw them: {student_other}; on its control: {control}.").format(**aucs),
    ]
    if not is_above(gap):
        return [*said, _("That the student betrays them is not shown: {gap}.").format(gap=gain_points(gap.gap, _))]
    return [*said, _("The teacher's answers alone betray them: {gap}.").format(gap=gain_points(gap.gap, _))]


def own_setting(attack: Attack) -> dict[str, str | float]:
    """Return what the membership study does not vary: the experiment's own."""
    return {name: getattr(attack.experiment, name) for name in ("temperature", "label_noise", "teacher")}


def betrayal(attack: Attack, result: AttackResult) -> Gap | None:
    """Return by how much the AUC on a student that never saw the members is above its control's."""
    own = own_setting(attack)
    return result.gap({"net": "student_other", **own}, {"net": "control", **own})


def asked_gap(attack: Attack, result: AttackResult) -> Gap | None:
    """Return the gap that a reader is asked to guess before an attack is made."""
    if attack.study == "membership":
        return betrayal(attack, result)
    if attack.study == "steal":
        asked: dict[str, str | float] = {"from": attack.sources[0], "queries": min(attack.queries)}
        return result.gap({**asked, "gives": "logits"}, {**asked, "gives": "label"})
    divided: dict[str, str | float] = {"attacker_temperature": attack.experiment.temperature, "attack": "fgsm"}
    published: dict[str, str | float] = {"on": "published", "attack": "fgsm"}
    return result.gap({"net": "distilled", **divided}, {"net": "plain", **published})


def mask(attack: Attack, result: AttackResult) -> Gap | None:
    """Return by how much more stays right under the attack as published than on logits divided by T."""
    return _mask("distilled", attack, result)


def _mask(net: str, attack: Attack, result: AttackResult) -> Gap | None:
    return result.gap(
        {"net": net, "on": "published"}, {"net": net, "attacker_temperature": attack.experiment.temperature}
    )


def left_right(record: AttackRecord, temperature: float) -> float:
    """Return which share of a distilled net's answers stays right where the attacker divides logits by so much.

    That is of the largest divisor that was tried and is no larger.
    """
    assert record.result is not None
    rows = record.result.all(net="distilled", attack="fgsm", bound=record.attack.bound)
    tried = [
        row for row in rows if row.what["on"] != "other net" and float(row.what["attacker_temperature"]) <= temperature
    ]
    return max(tried, key=lambda row: float(row.what["attacker_temperature"])).numbers["accuracy"].mean


def percent(row: AttackRow, measure: str) -> str:
    """Write a fraction of a row in percent."""
    return as_percent(row.numbers[measure].mean)


def as_decimal(value: float) -> str:
    """Write an AUC, with the decimals that its axis has."""
    return f"{value:.3f}"


def as_percent(value: float) -> str:
    """Write a fraction in percent."""
    return points(value, signed=False)


def range_text(known: Estimate, written: Callable[[float], str] = as_percent) -> str:
    """Write a number with its interval, where there is one; in percent unless it is `written` otherwise."""
    if known.ci95 is None:
        return written(known.mean)
    low, high = (written(end).removeprefix("+") for end in known.ci95)
    return f"{written(known.mean)} [{low}, {high}]"


def measured_text(row: AttackRow, measure: str) -> str:
    """Write a measure of a row with its interval, where there is one: an AUC in decimals, all else in percent."""
    return range_text(row.numbers[measure], as_decimal if measure == "auc" else as_percent)


def _stolen(attack: Attack, result: AttackResult, gives: str) -> AttackRow | None:
    wanted: dict[str, str | float] = {"from": attack.sources[0], "queries": max(attack.queries), "gives": gives}
    return result.find(**wanted)


def is_above(gap: Gap | None) -> bool:
    """Return whether a gap is shown to be above zero."""
    return gap is not None and gap.gap.ci95 is not None and gap.gap.ci95[0] > 0
