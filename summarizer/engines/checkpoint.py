"""A Hugging Face checkpoint, found on the hub or on disk and loaded only if every weight is there and sound."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.engines import integrity
from summarizer.engines.pieces import Pieces
from summarizer.errors import EngineError

if TYPE_CHECKING:
    import torch

FILES = ("*.json", "*.safetensors", "*.spm", "*.model", "*.jinja", "merges.txt", "vocab.txt")
"""What a checkpoint is loaded from. Pickled weights and Python code are not on the list."""

SPARE = re.compile(r"(?:model\.)?(?:visual|vision|audio|mtp|multi_modal|embed_vision|embed_audio)")
"""The weights of a checkpoint that a network which only reads text has no place for: of other modalities, and of a head that drafts."""

CONVERTER = "SFconvertbot"
"""The account of Hugging Face's robot that offers pickled weights as safetensors."""


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint on disk: its folder, its name as a user would look it up, and which exact weights it holds."""

    folder: Path
    model: str
    revision: str


def find(model: str, *, revision: str | None = None) -> Checkpoint:
    """A local folder as it is, or a hub repository's files, downloaded unless they are in the hub's cache.

    Raises `EngineError` when it cannot be had, or has no safetensors weights.
    """
    folder = Path(model)
    if folder.is_dir():
        if revision:
            raise EngineError(f"{folder} is a folder and has no revisions; leave the revision out")
        found = local(folder)
    else:
        found = download(model, revision)
        if not revision and not has_weights(found.folder) and (request := conversion_request(model)):
            found = download(model, request)
    if not has_weights(found.folder):
        raise EngineError(
            f"{model} has no *.safetensors weights, and pickled ones are not loaded because they can run code; use a "
            f"revision that has them (hub repositories often offer one as a pull request: revision='refs/pr/N')"
        )
    return found


def local(folder: Path) -> Checkpoint:
    """A checkpoint on disk, known by its manifest where it has one, else by the sha256 of all it is loaded from."""
    if (folder / integrity.MANIFEST).exists():
        manifest = integrity.verify(folder)
        return Checkpoint(folder, manifest.model, manifest.revision)
    digest = hashlib.sha256()
    for path in sorted({path for pattern in FILES for path in folder.glob(pattern)}):
        digest.update(f"{path.name} {integrity.sha256(path)}\n".encode())
    return Checkpoint(folder, folder.resolve().name, f"sha256:{digest.hexdigest()}")


def download(model: str, revision: str | None) -> Checkpoint:
    """The files of a hub repository. Its revision is the commit they belong to."""
    import httpx
    import huggingface_hub
    from huggingface_hub import constants, errors

    try:
        folder = Path(huggingface_hub.snapshot_download(model, revision=revision, allow_patterns=list(FILES)))
    except errors.HFValidationError as error:
        raise EngineError(f"{model!r} is neither a folder nor a Hugging Face model id (owner/name)") from error
    except errors.GatedRepoError as error:
        raise EngineError(
            f"{model} asks you to accept its terms: open {constants.ENDPOINT}/{model}, then run `hf auth login`"
        ) from error
    except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError) as error:
        at = f" at revision {revision}" if revision else ""
        raise EngineError(f"there is no model {model}{at} on {constants.ENDPOINT}; check the spelling") from error
    except (
        errors.LocalEntryNotFoundError,
        errors.OfflineModeIsEnabled,
        errors.HfHubHTTPError,
        httpx.HTTPError,
    ) as error:
        raise EngineError(
            f"{model} is not on this machine and cannot be downloaded (offline?); connect once and run `summarizer models pull NAME` "
            "for the preset that needs it, unset HF_HUB_OFFLINE if it is set, or give the path of a local folder"
        ) from error
    return Checkpoint(folder, model, folder.name)


def has_weights(folder: Path) -> bool:
    """Whether all the weights of a folder are there, as safetensors."""
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        return all((folder / name).is_file() for name in set(integrity.read_json(index)["weight_map"].values()))
    return any(folder.glob("*.safetensors"))


def cached(model: str, revision: str | None = None) -> Path | None:
    """The folder of a hub model whose weights are all in the hub's cache; None if they are not. Opens no connection."""
    import huggingface_hub
    from huggingface_hub import errors

    for wanted in [revision] if revision else [None, *requests_in_cache(model)]:
        try:
            folder = Path(huggingface_hub.snapshot_download(model, revision=wanted, local_files_only=True))
        except (errors.LocalEntryNotFoundError, errors.HFValidationError):
            continue
        if has_weights(folder):
            return folder
    return None


def requests_in_cache(model: str) -> list[str]:
    """The pull requests of a hub model of which there are files in the cache."""
    from huggingface_hub import constants

    folder = Path(constants.HF_HUB_CACHE) / f"models--{model.replace('/', '--')}" / "refs" / "refs" / "pr"
    return [f"refs/pr/{entry.name}" for entry in sorted(folder.glob("*"))]


def conversion_request(model: str) -> str | None:
    """The revision of a hub model that has safetensors where its main branch has none: the hub's own conversion.

    Older models keep pickled weights on the main branch; Hugging Face's robot offers the same as safetensors in a pull
    request that nobody has merged.
    """
    import httpx
    import huggingface_hub
    from huggingface_hub import constants, errors

    for request in requests_in_cache(model):
        if cached(model, request):
            return request
    if constants.HF_HUB_OFFLINE:
        return None
    try:
        for offered in huggingface_hub.HfApi().get_repo_discussions(
            model, author=CONVERTER, discussion_type="pull_request"
        ):
            if "safetensors" in offered.title.lower() and offered.author == CONVERTER:
                return f"refs/pr/{offered.num}"
    except (errors.HfHubHTTPError, httpx.HTTPError) as error:
        raise EngineError(
            f"{model} has no safetensors on its main branch, and {constants.ENDPOINT} cannot be asked for its conversion "
            f"({error}); try again with a connection"
        ) from error
    return None


def load(checkpoint: Checkpoint, pieces: Pieces, *, dtype: torch.dtype | None = None) -> Any:
    """The network of a seq2seq model (see `network`), with an embedding for each token of the vocabulary."""
    import transformers

    model = network(checkpoint.folder, transformers.AutoModelForSeq2SeqLM, "seq2seq", dtype=dtype)
    check_rows(checkpoint.folder, model, len(pieces.vocabulary))
    return model


def network(
    folder: Path, auto: Any, kind: str, *, dtype: torch.dtype | None = None, spare: bool = False, **options: Any
) -> Any:
    """The network of a folder by one of transformers' auto classes, in evaluation mode; `dtype` defaults to that of the file.

    Raises `EngineError` unless every weight the architecture asks for is in the file, nothing else is, every shape
    fits, and no value is infinite or NaN. transformers on its own would fill what is missing with random numbers.
    `spare` lets further weights be in the file: those in `SPARE`, and no layers that the network lacks.
    """
    import safetensors
    import torch

    try:
        model, report = auto.from_pretrained(
            folder,
            dtype=dtype or "auto",
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
            **options,
        )
    except (
        OSError,
        ValueError,
        RuntimeError,
        KeyError,
        TypeError,
        AttributeError,
        safetensors.SafetensorError,
    ) as error:
        raise EngineError(
            f"{folder} cannot be loaded as a {kind} model ({error}); {integrity.advice(folder)}"
        ) from error
    for fault in ("missing_keys", "unexpected_keys", "mismatched_keys", "error_msgs"):
        found = sorted(map(str, report[fault]))
        if spare and fault == "unexpected_keys":
            found = [name for name in found if not SPARE.match(name)]
        if found:
            names = ", ".join(found[:3])
            raise EngineError(
                f"the weights in {folder} do not fit the model: {fault} {names}; {integrity.advice(folder)}"
            )
    for name, weight in model.state_dict().items():
        if weight.is_floating_point() and not bool(torch.isfinite(weight).all()):
            raise EngineError(f"the weight {name} in {folder} is not a number; {integrity.advice(folder)}")
    return model.eval()


def check_rows(folder: Path, model: Any, tokens: int) -> None:
    """Raise `EngineError` unless the network has an embedding for each of so many tokens."""
    if tokens > (rows := model.get_input_embeddings().num_embeddings):
        raise EngineError(
            f"the vocabulary in {folder} has {tokens} tokens and the model {rows}: "
            f"they do not belong together; {integrity.advice(folder)}"
        )


def positions(model: Any) -> int | None:
    """The most tokens a network can read or write; None for one without such a limit (T5)."""
    return getattr(model.config, "max_position_embeddings", None)
