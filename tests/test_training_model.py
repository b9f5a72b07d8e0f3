"""The network that is trained, and the forms it is written in."""

from __future__ import annotations

import random
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from summarizer import engines  # noqa: E402
from summarizer.translating import BareText, Passage  # noqa: E402
from summarizer.types import Segment  # noqa: E402
from training import data, export, shipped  # noqa: E402
from training.grow import deepened, widened  # noqa: E402
from training.model import Shape, SmoothedLoss, Translator, longest_runs  # noqa: E402
from training.vocab import Vocabulary  # noqa: E402

COMPACT = Path(export.__file__).parents[1] / "summarizer" / "compact"
SHAPE = Shape(
    vocabulary=60, target_vocabulary=40, width=32, feed_forward=48, heads=2, encoder_layers=2, decoder_layers=2
)


@pytest.fixture
def batch() -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(5)
    source, target = torch.randint(2, 59, (3, 9)), torch.randint(2, 39, (3, 7))
    source[0, 6:], target[0, 4:] = 59, 59
    target[:, -1] = torch.tensor([59, 0, 0])
    target[0, 3] = 0
    return source, target


def test_the_shipped_form_is_read_back_to_the_same_shipped_form(tmp_path: Path) -> None:
    export.export(COMPACT, COMPACT, "checkpoint", tmp_path, "again")
    export.export(tmp_path / "shipped.pt", tmp_path, "shipped", tmp_path / "again", "again")
    one, other = variables(COMPACT), variables(tmp_path / "again")
    assert one.keys() == other.keys()
    for name, numbers in one.items():
        # whole numbers are the same, the scales as far as float32 goes
        assert np.allclose(numbers, other[name], rtol=1e-6 if numbers.dtype == np.float32 else 0, atol=0), name


def test_no_two_products_of_the_shipped_weights_are_over_sixteen_bits() -> None:
    weights = [numbers for numbers in variables(COMPACT).values() if numbers.dtype == np.int8 and numbers.ndim > 1]
    assert len(weights) > 40
    assert all(2 * 255 * int(abs(numbers.astype(int)).max()) < 2**15 for numbers in weights)


def variables(folder: Path) -> dict[str, np.ndarray]:
    with (folder / "model.bin").open("rb") as file:
        return shipped.Binary(file).variables()


def test_transformers_says_what_the_shipped_model_says(tmp_path: Path) -> None:
    export.export(COMPACT, COMPACT, "transformers", tmp_path, "exact")
    said = []
    for kind, model in (("seq2seq", tmp_path), ("ct2", COMPACT)):
        engine = engines.load(kind, str(model), beam_size=1)
        passage = Passage((Segment(0, "وصل الرئيس إلى القاهرة يوم الاثنين.", ""),))
        said += [completion.text for completion in BareText(engine).translate([passage])]
    assert said[0] == said[1]
    assert "Cairo" in said[0]


def test_a_widened_network_says_what_the_narrow_one_said(batch: tuple[torch.Tensor, torch.Tensor]) -> None:
    narrow = Translator(SHAPE).eval()
    weights, shape = widened(dict(narrow.named_parameters()), SHAPE)
    wide = Translator(shape).eval()
    wide.load_state_dict(weights)
    assert (shape.width, shape.heads, shape.feed_forward) == (64, 4, 96)
    for network in (narrow, wide):  # only the positions differ, see there
        network.positions.zero_()
    with torch.no_grad():
        torch.testing.assert_close(wide(*batch), narrow(*batch))


def test_a_deepened_network_says_what_the_shallow_one_said(batch: tuple[torch.Tensor, torch.Tensor]) -> None:
    shallow = Translator(SHAPE).eval()
    weights, shape = deepened(dict(shallow.named_parameters()), SHAPE, [0])
    deep = Translator(shape).eval()
    deep.load_state_dict(weights)
    assert shape.encoder_layers == 3
    with torch.no_grad():
        torch.testing.assert_close(deep(*batch), shallow(*batch), rtol=1e-4, atol=1e-4)
    with pytest.raises(SystemExit, match="from 0 to 0"):
        deepened(dict(shallow.named_parameters()), SHAPE, [1])


def test_the_loss_of_two_views_has_the_gradient_of_its_definition() -> None:
    torch.manual_seed(3)
    hidden, rows, bias = (
        torch.randn(*size, dtype=torch.float64, requires_grad=True) for size in ((20, 8), (30, 8), (30,))
    )
    gold = torch.randint(0, 30, (10,)).repeat(2)
    log_p = (hidden @ rows.t() + bias).log_softmax(-1)
    one, two = log_p.chunk(2)
    divergence = (one.exp() * (one - two)).sum() + (two.exp() * (two - one)).sum()
    expected = (-0.9 * log_p.gather(1, gold[:, None]).sum() - 0.1 / 30 * log_p.sum() + 1.5 * divergence) / 20
    loss = SmoothedLoss.apply(hidden, rows, bias, gold, 0.1, 1.5)
    torch.testing.assert_close(loss.double(), expected, rtol=1e-5, atol=1e-5)
    for ours, theirs in zip(*(torch.autograd.grad(x, (hidden, rows, bias)) for x in (loss, expected)), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-6)


def test_two_views_of_a_pair_agree_where_nothing_is_dropped(batch: tuple[torch.Tensor, torch.Tensor]) -> None:
    network = Translator(SHAPE, dropout=0.0)
    torch.testing.assert_close(network(*batch, agreement=2.0), network(*batch))
    network = Translator(SHAPE, dropout=0.5)
    torch.manual_seed(1)
    with_divergence = network(*batch, agreement=2.0)
    torch.manual_seed(1)
    assert with_divergence > network(*(torch.cat([side, side]) for side in batch))


def test_a_digit_is_copied_from_its_own_number() -> None:
    source, target = torch.tensor([[5, 1, 9, 7, 1, 2, 9, 1, 9]]), torch.tensor([[1, 2, 9]])
    runs = longest_runs(source[:, None, :] == target[:, :, None])
    assert runs[0].nonzero().tolist() == [[0, 4], [1, 5], [2, 6]]


def test_only_glosses_that_are_no_names_are_forgotten() -> None:
    annotated = "وافقت agreed / approved الجزائر Algeria على on إمداد supply لبنان Lebanon بـ30 30 طنا tonnes"
    chooser = random.Random(1)
    assert data.forgetting(annotated, 0, chooser) == annotated
    assert data.forgetting(annotated, 1, chooser) == "وافقت الجزائر Algeria على إمداد لبنان Lebanon بـ30 30 طنا tonnes"


def test_two_pairs_become_one_of_two_sentences() -> None:
    pair = data.together(
        data.Pair("وصل الوفد.", "The delegation arrived.", 1), data.Pair("ثم عاد.", "Then it left.", 3)
    )
    assert pair == data.Pair("وصل الوفد. ثم عاد.", "The delegation arrived. Then it left.", 3)


def test_a_checkpoint_of_any_shape_survives_int8(tmp_path: Path) -> None:
    vocabulary = Vocabulary(COMPACT)
    shape = Shape(vocabulary.size, vocabulary.target_size, 16, 24, 2, 1, 3)
    average = {name: weight.detach().clone() for name, weight in Translator(shape).named_parameters()}
    export.int8({"average": average, "shape": asdict(shape)}, COMPACT, tmp_path)
    again = shipped.read(tmp_path)
    assert again["shape"] == asdict(shape)
    assert again["average"].keys() == average.keys()
    for name, weight in average.items():
        assert (again["average"][name] - weight).abs().max() <= weight.abs().max() / 80
