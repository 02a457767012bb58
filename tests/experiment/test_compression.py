"""Pipelines as texts, and what a compression asks for."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdviz.catalog import METHODS, Stage
from kdviz.catalog.limits import LIMITS
from kdviz.catalog.stage import LONGEST
from kdviz.experiment import Compression, CompressionError, Experiment, Pipeline
from kdviz.experiment.compression import USUAL, Part

BASE = Experiment()


@st.composite
def stages(draw, names=tuple(METHODS)):
    """A stage with any settings that it reads, in any order."""
    card = METHODS[draw(st.sampled_from(names))]
    words, numbers = [], []
    for name, knob in card.described.items():
        word, field = card.read_with.get(name), card.knobs.model_fields[name]
        if word and word not in words:
            continue
        if not field.is_required() and not draw(st.booleans()):
            if name == "steps":
                break
            continue
        if knob.options:
            words.append(draw(st.sampled_from([*knob.options])))
        elif knob.widget == "toggle":
            words.append(name)
        elif name == "only":
            words.append(f"only{draw(st.integers(1, 99))}")
        else:
            low, high = knob.bounds
            number = draw(st.integers(int(low), int(high)) if field.annotation is not float else st.floats(low, high))
            numbers.append(str(number))
    # Numbers keep their order among each other.
    tokens = draw(st.permutations(words))
    for number in numbers:
        first = max((place for place, token in enumerate(tokens, 1) if token in numbers), default=0)
        tokens.insert(draw(st.integers(first, len(tokens))), number)
    return f"{card.name}={':'.join(tokens)}" if tokens else card.name


@given(stages())
def test_a_stage_is_read_as_it_is_written(text):
    stage = Stage.read(text)
    assert Stage.read(stage.text) == stage
    assert Stage.read(stage.text).text == stage.text
    assert hash(Stage.read(stage.text)) == hash(stage)


@given(st.sampled_from(["train", "distill"]), st.lists(stages(), max_size=5))
def test_a_pipeline_is_read_as_it_is_written(first, others):
    pipeline = Pipeline.read(", ".join([first, *others]))
    assert Pipeline.read(pipeline.text) == pipeline
    assert not pipeline.by_labels.taught
    assert not pipeline.uncompressed.compresses
    assert pipeline.uncompressed.steps(BASE) == pipeline.steps(BASE) == pipeline.by_labels.steps(BASE)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("distill, Prune=0.80 ,tune=teacher", "distill,prune=0.8,tune=teacher:250"),
        ("train,prune=layer:.5:random:only2", "train,prune=0.5:random:layer:only2"),
        ("train,prune=0.5:gradual", "train,prune=0.5:gradual:250"),
        ("train,prune=0.5:100:teacher:gradual:0.01", "train,prune=0.5:gradual:teacher:100:0.01"),
        ("train,quantize=aware:4", "train,quantize=4:aware:250"),
        ("train,quantize=4:tensor:uniform:after", "train,quantize=4"),
        ("train,quantize=4:activations:channel", "train,quantize=4:channel:activations"),
        ("train,tune=labels:250:0.003", "train,tune=labels:250"),
        ("train,tune=labels:250:1e-2", "train,tune=labels:250:0.01"),
        ("distill=hint,shrink=.50", "distill=hint,shrink=0.5"),
    ],
)
def test_equal_pipelines_are_written_equally(written, canonical):
    assert Pipeline.read(written).text == canonical


WRONG = [
    ("train,prune=1.5", "In the stage prune=1.5, sparsity is 1.5: allowed is a number from 0 to 0.999."),
    ("train,quantize=1", "In the stage quantize=1, bits is 1: allowed is a whole number from 2 to 8."),
    ("train,quantize=4.5", "In the stage quantize=4.5, bits is 4.5: allowed is a whole number from 2 to 8."),
    ("prune=0.8", "The pipeline prune=0.8 has no training: begin it with one of distill, train."),
    ("tune", "The pipeline tune=labels:250 has no training: begin it with one of distill, train."),
    ("prune=0.8,train", "The pipeline prune=0.8,train begins with prune=0.8: put one of distill, train before it."),
    ("train,shrink=1", "The student 32 has a hidden layer of 32, of which nothing would be left."),
    ("train,prun=0.8", "There is no stage prun; did you mean prune?"),
    ("train,xyz", "stage is xyz: allowed is one of distill, prune, quantize, shrink, train, tune."),
    ("", "stage is “”: allowed is one of distill"),
    ("train,prune", "The stage prune does not say its sparsity: write it as in prune=0.8."),
    ("train,prune=0.8:250", "The stage prune=0.8:250 sets steps, which is read only beside gradual: add gradual, or"),
    ("train,prune=0.8:lay", "The stage prune=0.8:lay has no setting lay; did you mean layer?"),
    ("train,tune=teachr", "The stage tune=teachr has no setting teachr; did you mean teacher?"),
    (
        "train,tune=zz",
        "The stage tune=zz has no setting zz: allowed are numbers, as in tune=teacher:250, and labels, t",
    ),
    ("train=5", "The stage train=5 has a number too many: 5."),
    ("train=x", "The stage train has no settings: x was given."),
    ("train,prune=0.8:layer:global", "The stage prune=0.8:layer:global sets scope twice: set it once."),
    ("train,prune=0.8:only3", "The student 32 has 2 layers: there is no layer 3."),
    ("train,quantize=4:kmeans:aware", "A codebook by k-means is one for a layer, after training: leave out aware."),
    (
        "train,quantize=4:kmeans,tune",
        "In the pipeline train,quantize=4:kmeans,tune=labels:250, tune=labels:250 comes a",
    ),
    ("distill=attention", "The pipeline distill=attention cannot do distill=attention: it would need another student "),
    (",".join(["train"] * 13), "The pipeline train,train,"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=[text[:40] or "empty" for text, _ in WRONG])
def test_what_cannot_be_gone_through_is_one_sentence(text, sentence):
    with pytest.raises(CompressionError, match=re.escape(sentence)) as caught:
        Compression.of(BASE, [text])
    assert "\n" not in caught.value.sentence()


@given(st.sampled_from(["train", "distill"]), st.lists(stages(("prune", "shrink", "quantize", "tune")), max_size=5))
def test_what_a_pipeline_takes_is_a_number_or_a_sentence(first, others):
    pipeline = Pipeline.read(",".join([first, *others]))
    try:
        deployed = pipeline.deployed(BASE)
    except CompressionError:
        return
    assert 0 < deployed.packed < math.inf
    assert all(0 <= layer.left <= layer.weights for layer in deployed.layers)


def test_a_layer_that_is_all_cut_can_be_cut_again():
    deployed = Pipeline.read("distill,prune=0.999:only2,prune=0.5:only2").deployed(BASE)
    assert [layer.left for layer in deployed.layers] == [2048, 0]


def test_a_stage_is_as_long_as_its_settings():
    with pytest.raises(CompressionError, match=re.escape("… has 307 characters: allowed are at most 120.")):
        Pipeline.read("train,prune=0." + "1" * 299)
    longest = "prune=0.12345678901234566:random:layer:gradual:teacher:20000:5.000000000000001e-06:only99"
    assert Stage.read(longest).text == longest
    assert len(longest) < LONGEST


def test_too_many_too_much_and_twice():
    forty = [f"train,tune=labels:{steps}" for steps in range(1, 41)]
    most = LIMITS.compression_pipelines
    with pytest.raises(CompressionError, match=f"of 40 pipelines was asked for: allowed are at most {most}"):
        Compression.of(BASE, forty)
    with pytest.raises(CompressionError, match="The pipeline train is given twice: give every pipeline once"):
        Compression.of(BASE, ["train", " train"])
    with pytest.raises(CompressionError, match="billion multiply-accumulates: allowed are at most 30,000 billion"):
        Compression.of(Experiment(student="512", seeds=64, batch_size=64), ["train" + ",tune=labels:20000" * 11])
    with pytest.raises(CompressionError, match="The student linear has no hidden layer to shrink"):
        Compression.of(Experiment(student="linear"), ["train,shrink=0.5"])


def test_the_usual_eight_and_what_each_is_held_against():
    compression = Compression.of(BASE)
    assert compression.pipelines == USUAL
    assert compression.rows == tuple(Part("32", text) for text in USUAL)
    held = {(control.of, control.what): control.part for control in compression.controls}
    all_three = USUAL[-1]
    assert held[all_three, "equal-steps"] == Part("32", "distill,tune=teacher:250")
    assert held[all_three, "by-labels"] == Part("32", USUAL[-2])
    assert held[all_three, "dense-same-bytes"] == Part("8", "distill,tune=teacher:250:0.01,quantize=8")
    assert held[USUAL[2], "dense-same-bytes"] == Part("7", "train,tune=labels:250:0.01")
    assert held["distill", "by-labels"] == Part("32", "train")
    assert ("train", "by-labels") not in held
    assert ("distill", "equal-steps") not in held
    assert compression.plain == Part("32", "train")
    assert compression.roots == (Part("32", "train"), Part("32", "distill"))
    assert len({*compression.parts}) == len(compression.parts) == 16


@pytest.mark.parametrize(
    ("student", "pipeline", "dense", "larger"),
    [
        ("linear", "train,quantize=4", None, None),
        ("1", "train,quantize=2", None, None),
        ("32x16", "train,quantize=4", "18x9", "19x9"),
        ("conv:8x16", "train,quantize=4", "conv:5x10", "conv:6x12"),
        ("32", "train,prune=0.01", "32", "33"),
    ],
)
def test_a_dense_student_of_as_many_bytes_is_the_largest_that_fits(student, pipeline, dense, larger):
    compression = Compression.of(Experiment(student=student), [pipeline])
    (part,) = [control.part for control in compression.controls if control.what == "dense-same-bytes"]
    if dense is None:
        assert part is None
        return
    target = Pipeline.read(pipeline).deployed(compression.experiment).packed
    trained = Pipeline.read(part.pipeline)
    assert part.student == dense
    assert trained.deployed(compression.experiment_of(dense)).packed <= target
    assert trained.deployed(compression.experiment_of(larger)).packed > target


@pytest.mark.parametrize(
    ("pipeline", "dense"),
    [
        ("train,prune=0.8,distill", "train,distill"),
        ("train,prune=0.8,distill=hint", "train,distill=hint"),
        ("train,prune=0.8,tune=teacher:250", "train,tune=teacher:250:0.01"),
        ("distill,prune=0.8,tune=labels:250", "distill,tune=labels:250:0.01"),
        ("train,prune=0.8,tune=labels:50,prune=0.9,tune=teacher:50", "train,tune=labels:50:0.01,tune=teacher:50:0.01"),
    ],
)
def test_a_dense_student_learns_from_what_the_pipeline_learns_from(pipeline, dense):
    compression = Compression.of(BASE, [pipeline])
    (part,) = [control.part for control in compression.controls if control.what == "dense-same-bytes"]
    assert part.pipeline == dense
    assert part.student != BASE.student


def test_nothing_is_held_against_itself():
    compression = Compression.of(BASE, ["train,quantize=8"])
    assert [control.what for control in compression.controls] == ["equal-steps"]
    for text in (*USUAL, "train,prune=0.01", "distill,shrink=0.5"):
        controls = Compression.of(BASE, [text]).controls
        assert Part("32", text) not in [control.part for control in controls]


@pytest.mark.parametrize(
    ("knobs", "said"),
    [
        ({"soft_labels": "random"}, "while soft_labels is random: tune by the labels, or set it to own."),
        ({"distill_until": 0.5}, "while distill_until is 0.5: tune by the labels, or set it to 1.0."),
    ],
)
def test_a_teacher_who_is_changed_or_stops_does_not_tune_as_another(knobs, said):
    experiment = Experiment(**knobs)
    for stage in ("tune=teacher:250", "prune=0.5:gradual:teacher:250"):
        with pytest.raises(CompressionError, match=re.escape(f"cannot do {stage} {said}")):
            Compression.of(experiment, [f"distill,{stage}"])
    assert Compression.of(experiment, ["distill,prune=0.8,tune=labels:250", "train,distill"])


def test_a_tuning_of_another_kind_is_known():
    tuned = Pipeline.read("distill,prune=0.8,tune=teacher")
    assert [tuned.tunes_otherwise(Experiment(kind=kind)) for kind in ("classic", "logits", "self", "hint")] == [
        False,
        False,
        True,
        True,
    ]
    assert not Pipeline.read("distill,prune=0.8,tune=labels").tunes_otherwise(Experiment(kind="self"))


def test_steps_are_equal_where_training_and_compression_are_one():
    compression = Compression.of(BASE, ["distill,prune=0.8:gradual:teacher:100,quantize=4:aware:teacher:60"])
    held = {control.what: control.part.pipeline for control in compression.controls}
    assert held == {
        "equal-steps": "distill,tune=teacher:100,tune=teacher:60",
        "dense-same-bytes": "distill,tune=teacher:160:0.01,quantize=8",
        "by-labels": "train,prune=0.8:gradual:100,quantize=4:aware:60",
    }


def test_a_dense_student_is_trained_as_long_however_long_that_is():
    texts = ["train" + ",quantize=8:aware:20000" * 2]
    compression = Compression.of(Experiment(seeds=1, steps=20_000, student="8"), texts)
    (part,) = [control.part for control in compression.controls if control.what == "dense-same-bytes"]
    assert part == Part("8", "train,tune=labels:20000:0.01,tune=labels:20000:0.01,quantize=8")


def test_all_parts_are_in_one_group_and_students_apart():
    many = Compression.of(
        Experiment(seeds=16), [f"train,prune={share / 100:g},tune=labels:9" for share in range(60, 90)]
    )
    places = sorted(place for group in many.groups("cpu") for place in group.places)
    assert places == [*range(len(many.parts))]
    for group in many.groups("cpu"):
        students = {many.parts[place].student for place in group.places}
        assert len(students) == 1
        assert len(group.places) * 16 <= 128
    assert Compression.kept(many.model_dump(mode="json")).groups("cpu") == many.groups("cpu")


def test_equal_compressions_have_equal_digests():
    assert Compression.of(BASE).digest() == Compression.of(Experiment(labels=60), USUAL).digest()
    assert Compression.of(BASE).digest() != Compression.of(BASE, USUAL[:7]).digest()
    assert Compression.of(BASE).digest() != Compression.of(Experiment(labels=50)).digest()
