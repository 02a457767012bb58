"""Pipelines trained as a tree are what a loop over one student would come to."""

import base64
from itertools import islice

import numpy as np
import pytest
import torch
from safetensors.numpy import load
from torch.func import functional_call
from torch.nn import functional as F

from kdviz import datasets, networks
from kdviz.experiment import Compression, Experiment, Pipeline
from kdviz.networks import Outputs
from kdviz.results.compression import CompressedOutcome
from kdviz.training.batches import student_batches
from kdviz.training.compress.compared import compared
from kdviz.training.compress.pipelines import train_pipelines
from kdviz.training.draws import draw
from kdviz.training.run import teacher
from kdviz.training.run.steps import finish
from tests.conftest import run_here, teacher_of

QUICK = {"teacher": "32", "teacher_steps": 80, "steps": 30, "seeds": 3, "student": "12"}
BASE = Experiment(**QUICK)
MANY = [
    "train",
    "distill",
    "train,prune=0.6,tune=labels:20",
    "distill,prune=0.6,tune=teacher:20",
    "distill,prune=0.6,tune=teacher:20,quantize=4",
    "distill,prune=0.6,distill",
    "train,prune=0.6:random,distill,quantize=3:kmeans",
    "distill,quantize=4:activations,tune=labels:20",
    "distill,quantize=2:channel:aware:teacher:20",
    "train,prune=0.7:gradual:20:0.01,quantize=5",
    "distill,shrink=0.5,tune=teacher:20,prune=0.5:layer,tune=teacher:10",
]


def trained(texts, experiment=BASE):
    outcomes = finish(train_pipelines(experiment, texts, teacher_of(experiment)))
    return dict(zip(texts, outcomes, strict=True))


def weights(outcome) -> dict[str, np.ndarray]:
    return load(base64.b64decode(outcome.result.weights))


@pytest.fixture(scope="module")
def many():
    """All of them in double precision, trained together."""
    torch.set_default_dtype(torch.float64)
    yield trained(MANY)
    torch.set_default_dtype(torch.float32)


def test_what_pipelines_begin_with_are_a_run_s_arms_bit_for_bit():
    own, run = trained(["train", "distill"]), run_here(BASE)
    for text, arm in (("train", 0), ("distill", 2)):
        for name, values in weights(own[text]).items():
            assert np.array_equal(values, run.students[name][:, arm])
        assert own[text].result.accuracy == run.result.arms[("hard", "", "distilled")[arm]].accuracy


@pytest.mark.parametrize("text", MANY)
def test_each_stage_says_what_its_students_take(many, text):
    result = many[text].result
    assert result.stages[-1].bytes == result.bytes
    for place, stage in enumerate(result.stages):
        # What is left in each layer differs by seed; how it is packed is arithmetic.
        expected = Pipeline.read(text).deployed(BASE, place + 1)
        assert stage.bytes.packed == pytest.approx(expected.packed, abs=2)
        assert stage.bytes.parameters == 4 * expected.parameters
        assert stage.bytes.gzip > 0


@pytest.mark.parametrize("text", MANY[5:])
def test_a_pipeline_among_others_is_the_pipeline_alone(many, text):
    outcome, among = trained([text])[text], many[text].result
    alone = outcome.result
    assert [stage.stage for stage in among.stages] == text.split(",")
    for one, other in zip(alone.stages, among.stages, strict=True):
        assert one.accuracy == other.accuracy
        assert one.course == other.course
    for name, values in weights(many[text]).items():
        np.testing.assert_allclose(weights(outcome)[name], values, rtol=0, atol=1e-9)
    assert (alone.nonzero, alone.bytes.packed) == (among.nonzero, among.bytes.packed)


def test_what_is_cut_stays_cut_and_what_is_rounded_stays_rounded(many):
    for text in MANY:
        result, own = many[text].result, weights(many[text])
        layers = Pipeline.read(text).deployed(BASE).layers
        names = [name for name in own if name.endswith("weight")]
        for name, layer in zip(names, layers, strict=True):
            for student in own[name]:
                if layer.grid == "kmeans":
                    assert len(np.unique(student)) <= 2**layer.bits + 1
                elif layer.grid:
                    rows = student.reshape(len(student) if layer.grid == "channel" else 1, -1)
                    codes = rows / np.abs(rows).max(1, keepdims=True) * (2 ** (layer.bits - 1) - 1)
                    np.testing.assert_allclose(codes, codes.round(), atol=1e-9)
        left = round(sum(layer.left for layer in layers)) if any(layer.masked for layer in layers) else None
        if left is not None:
            assert sum(np.count_nonzero(own[name][0]) for name in names) <= left
            assert result.nonzero == left + sum(layer.outputs for layer in layers)
        assert result.parameters == sum(values[0].size for values in own.values())
        assert result.accuracy == result.stages[-1].accuracy
        assert (result.sensitivity != []) == ("," not in text)


def batches_of(seed: int, begun: int, steps: int):
    dataset = datasets.load(BASE.dataset, BASE.data_seed)
    logits = teacher.logits_by_id(teacher.taught(BASE, teacher_of(BASE)), dataset)
    each = student_batches([seed], BASE.batch_size, dataset, [draw(BASE, dataset, seed)], Outputs(logits))
    return [(batch.inputs[0], batch.labels[0], batch.teacher.logits[0]) for batch in islice(each, begun, begun + steps)]


def loop(start, steps, change, learning_rate=0.003):
    """Tune one student by the teacher in a plain loop; `change` is what its weights become before they are used."""
    network = networks.build("12", BASE.data.shape, BASE.data.classes, seed=0)
    parameters = {name: torch.tensor(values, requires_grad=True) for name, values in start.items()}
    optimizer = torch.optim.Adam(parameters.values(), lr=learning_rate)
    for inputs, labels, taught in steps:
        used = {name: change(name, values) for name, values in parameters.items()}
        logits = functional_call(network, used, (inputs,))
        soft = F.kl_div(F.log_softmax(logits / 4, 1), F.softmax(taught / 4, 1), reduction="batchmean")
        loss = 0.1 * F.cross_entropy(logits, labels) + 0.9 * 16 * soft
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {name: change(name, values).detach().numpy() for name, values in parameters.items()}


def test_a_pruned_and_tuned_student_is_that_of_a_plain_loop(many):
    begun, ended = weights(many["distill"]), weights(many["distill,prune=0.6,tune=teacher:20"])
    for place, seed in enumerate(BASE.seed_list):
        start = {name: values[place] for name, values in begun.items()}
        sizes = np.sort(np.concatenate([np.abs(v).ravel() for n, v in start.items() if "weight" in n]))
        limit = sizes[round(0.6 * len(sizes))]
        masks = {name: torch.tensor(np.abs(v) >= limit) for name, v in start.items() if "weight" in name}

        def masked(name, values, masks=masks):
            return values * masks[name] if name in masks else values

        expected = loop(start, batches_of(seed, BASE.steps, 20), masked)
        for name, values in expected.items():
            np.testing.assert_allclose(ended[name][place], values, rtol=0, atol=1e-9)


def test_a_quantization_aware_student_is_that_of_a_plain_loop(many):
    begun, ended = weights(many["distill"]), weights(many["distill,quantize=2:channel:aware:teacher:20"])

    def rounding(name, values):
        if "weight" not in name:
            return values
        scale = values.detach().abs().amax(1, keepdim=True)
        return values + ((values / scale).round() * scale - values).detach()

    for place, seed in enumerate(BASE.seed_list):
        start = {name: values[place] for name, values in begun.items()}
        expected = loop(start, batches_of(seed, BASE.steps, 20), rounding)
        for name, values in expected.items():
            np.testing.assert_allclose(ended[name][place], values, rtol=0, atol=1e-9)


def test_the_course_of_a_tuning_leads_from_the_stage_before_to_its_own_accuracy(many):
    *_, cut, tuned = many["distill,prune=0.6,tune=teacher:20"].result.stages
    assert cut.course is None
    assert tuned.course.steps[0] == 0
    assert tuned.course.steps[-1] == 20
    assert tuned.course.steps == sorted({*tuned.course.steps})
    assert tuned.course.accuracy[0] == cut.accuracy
    assert tuned.course.accuracy[-1] == tuned.accuracy


def test_the_sensitivity_of_a_layer_is_the_pipeline_of_that_layer_alone(many):
    known = {(each.stage, each.layer): each.accuracy for each in many["train"].result.sensitivity}
    for stage, layer in (("prune=0.7", 1), ("prune=0.9", 2), ("quantize=3", 2)):
        text = f"train,{stage}:only{layer}"
        assert trained([text])[text].result.accuracy == known[stage, layer]


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("kind", ["hint", "mutual", "self"])
def test_a_later_distillation_of_another_kind_goes_on_from_the_cut_student(kind):
    text = f"train,prune=0.6,distill={kind},quantize=4"
    outcome = trained([text])[text]
    assert outcome.failure is None
    names = [name for name in weights(outcome) if "weight" in name]
    assert sum(np.count_nonzero(weights(outcome)[name][0]) for name in names) <= round(0.4 * (64 * 12 + 12 * 10))
    assert outcome.result.stages[2].accuracy != outcome.result.stages[1].accuracy


def test_a_pipeline_that_runs_away_says_where_and_leaves_the_others_alone():
    wild = Experiment(**{**QUICK, "student": "16x16x16x16"}, optimizer="sgd")
    texts = ["train,tune=labels:20:10", "train,tune=labels:20:0.01", "train,tune=labels:20:10,quantize=4"]
    found = trained(texts, wild)
    failure = found[texts[0]].failure.sentence()
    assert failure.startswith(f"The stage tune=labels:20:10 of the pipeline {texts[0]} diverged at step ")
    assert found[texts[2]].failure == found[texts[0]].failure
    alone = trained(texts[1:2], wild)[texts[1]]
    assert found[texts[1]].result.accuracy == alone.result.accuracy


WILD = {**QUICK, "seeds": 2, "student": "linear", "optimizer": "sgd", "learning_rate": 5}


def test_a_beginning_that_runs_away_takes_no_other_with_it():
    wild = Experiment(**WILD, temperature=20, alpha=1)
    found = trained(["train", "distill", "train,prune=0.5"], wild)
    failure = found["distill"].failure.sentence()
    assert failure.startswith("The stage distill of the pipeline distill diverged at step ")
    calm = trained(["train"], Experiment(**WILD, alpha=0))["train"].result
    assert found["train"].result.accuracy == calm.accuracy
    assert found["train,prune=0.5"].failure is None


def test_a_stage_before_the_training_that_runs_away_fails_only_who_is_taught():
    wild = Experiment(**QUICK, learning_rate=2, kind="hint", optimizer="sgd")
    found = trained(["train", "distill"], wild)
    assert "(hint) diverged at step" in found["distill"].failure.sentence()
    plain = trained(["train"], Experiment(**QUICK, learning_rate=2, optimizer="sgd"))["train"].result
    assert found["train"].result.accuracy == plain.accuracy


@pytest.mark.usefixtures("double")
def test_a_later_distillation_goes_on_with_the_batches_where_the_labels_would():
    """With a silent teacher and nothing trained before it, a hint is a later training by the labels."""
    silent = Experiment(**QUICK, alpha=0, hint_steps=1, kind="hint")
    found = trained(["train,prune=0.6,distill=hint", "train,prune=0.6,train"], silent)
    taught, labels = map(weights, found.values())
    for name, values in taught.items():
        np.testing.assert_allclose(values, labels[name], rtol=0, atol=1e-12)


@pytest.mark.usefixtures("double")
def test_what_is_cut_to_nothing_can_be_cut_rounded_and_trained_on():
    text = "distill,prune=0.999:only2,prune=0.5:only2,quantize=4,tune=teacher:10"
    outcome = trained([text])[text]
    assert outcome.failure is None
    assert not np.any(weights(outcome)["layers.1.weight"])


def test_files_are_weighed_over_all_seeds_and_choices_made_on_validation_images(monkeypatch):
    everyone = trained(["train"])["train"].result
    monkeypatch.setattr("kdviz.results.compression.KEPT_NUMBERS", everyone.parameters)
    outcome = trained(["train"])["train"]
    assert len(weights(outcome)["layers.0.weight"]) == 1
    assert outcome.result.bytes == everyone.bytes
    data = datasets.load(BASE.dataset, BASE.data_seed)
    # In double precision where `many` has come before, in single where it has not.
    own = {name: torch.from_numpy(values[0]).double() for name, values in weights(outcome).items()}
    network = networks.build("12", BASE.data.shape, BASE.data.classes, seed=0)
    said = functional_call(network, own, (torch.from_numpy(data.inputs[data.validation]).double(),)).argmax(1).numpy()
    assert outcome.result.validation[0] == pytest.approx(np.mean(said == data.labels[data.validation]))


def test_students_are_compared_seed_by_seed():
    request = Compression.of(BASE, ["distill,quantize=4", "distill,prune=0.8"])
    rng, whole = np.random.default_rng(0), trained(["train"])["train"].result

    def outcome(accuracy):
        stages = [whole.stages[0].model_copy(update={"accuracy": accuracy})]
        return CompressedOutcome(result=whole.model_copy(update={"stages": stages}))

    numbers = {place: rng.random(3).tolist() for place in range(len(request.parts))}
    found = finish(compared(request, {place: outcome(own) for place, own in numbers.items()}))
    result = found.result
    of = dict(zip(request.parts, numbers.values(), strict=True))
    plain = np.array(of[request.plain])
    for row, part in zip(result.rows, request.rows, strict=True):
        assert row.accuracy.mean == pytest.approx(np.mean(of[part]))
        gains = np.array(of[part]) - plain
        reach = 4.302652729749 * gains.std(ddof=1) / 3**0.5
        assert row.gain.mean == pytest.approx(gains.mean())
        assert row.gain.ci95 == pytest.approx((gains.mean() - reach, gains.mean() + reach))
        by_labels = of[type(part)("12", Pipeline.read(part.pipeline).by_labels.text)]
        assert row.gain_by_teacher.mean == pytest.approx(np.mean(of[part]) - np.mean(by_labels))
        assert row.result.weights == ""
    (root, _distilled) = result.roots
    hurt, loss = root.of_layers[3]
    assert (hurt.stage, hurt.layer) == ("prune=0.4", 1)
    assert loss.mean == pytest.approx(np.mean(plain) - np.mean(hurt.accuracy))
    assert result.plain.gain.ci95 == (0, 0)
    assert result.plain.gain_by_teacher is None
    for control, asked in zip(result.controls, request.controls, strict=True):
        assert control.gain.mean == pytest.approx(
            np.mean(of[type(asked.part)("12", control.of)]) - np.mean(of[asked.part])
        )
    data = datasets.load("digits", BASE.data_seed)
    assert np.array_equal(found.arrays["test_inputs"], data.inputs[data.test])
    assert np.array_equal(found.samples["labels"][found.arrays["test_ids"]], found.arrays["test_labels"])


def test_what_losses_are_against_is_chosen_on_validation_images():
    request = Compression.of(BASE, ["train,quantize=4", "distill,quantize=4"])
    whole = trained(["train"])["train"].result

    def outcome(test, validation):
        stages = [whole.stages[0].model_copy(update={"accuracy": [test] * 3})]
        return CompressedOutcome(result=whole.model_copy(update={"stages": stages, "validation": validation}))

    def result(**promised):
        ends = {"train": 0.8, "distill": 0.9}
        known = {
            place: outcome(ends.get(part.pipeline, 0.7), promised.get(part.pipeline, [0.5] * 3))
            for place, part in enumerate(request.parts)
        }
        return finish(compared(request, known)).result

    chosen = result(train=[0.7] * 3, distill=[0.6] * 3)
    assert chosen.whole.pipeline == "train"
    assert chosen.rows[0].loss.mean == pytest.approx(0.1)
    # An earlier version kept no accuracies on validation images.
    assert result(train=[], distill=[]).whole.pipeline == "distill"


def test_trainings_and_orders_are_held_against_each_other_seed_by_seed():
    texts = ["distill,prune=0.8,tune=teacher:20,quantize=4", "distill,quantize=4,prune=0.8,tune=teacher:20", "train"]
    request = Compression.of(BASE, texts)
    own = trained([part.pipeline for part in request.parts if part.student == "12"])
    outcomes = {place: own.get(part.pipeline, CompressedOutcome()) for place, part in enumerate(request.parts)}
    result = finish(compared(request, outcomes)).result
    (order,) = result.orders
    assert [order.first, order.second] == texts[:2]
    ends = [np.array(own[text].result.accuracy) for text in texts[:2]]
    assert order.gains == pytest.approx((ends[0] - ends[1]).tolist())
    assert order.gain.mean == pytest.approx(np.mean(ends[0] - ends[1]))
    assert [tuning.of for tuning in result.tunings] == ["distill,prune=0.8,tune=teacher:20", texts[1]]
    tuning = result.tunings[1]
    assert tuning.by_labels == "train,quantize=4,prune=0.8,tune=labels:20"
    taught, labels = (own[text].result.stages[-1].course for text in (tuning.of, tuning.by_labels))
    assert tuning.steps == taught.steps
    for place, step in enumerate(tuning.steps):
        gains = np.subtract(taught.accuracy[place], labels.accuracy[place])
        reach = 4.302652729749 * gains.std(ddof=1) / 3**0.5
        assert tuning.gain[place].mean == pytest.approx(gains.mean()), step
        assert tuning.gain[place].ci95 == pytest.approx((gains.mean() - reach, gains.mean() + reach))
        assert tuning.accuracy[place].mean == pytest.approx(np.mean(taught.accuracy[place]))
        assert tuning.accuracy_by_labels[place].mean == pytest.approx(np.mean(labels.accuracy[place]))
