"""Tiny instruction models of real architectures, each with a real tokenizer, a chat template of its family's form, and files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import tiny

CHATML = (
    "{%- for message in messages -%}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\n' }}"
    "{%- if enable_thinking is defined and enable_thinking is false %}<think>\n\n</think>\n\n{% endif -%}{%- endif -%}"
)
"""Qwen: thinks unless told not to."""

GEMMA = (
    "{{ bos_token }}{%- set ns = namespace(system='') -%}"
    "{%- if messages[0].role == 'system' -%}{%- set ns.system = messages[0].content + '\n\n' -%}"
    "{%- set messages = messages[1:] -%}{%- endif -%}"
    "{%- for message in messages -%}<start_of_turn>{{ 'model' if message.role == 'assistant' else message.role }}\n"
    "{{ (ns.system if loop.first else '') + message.content | trim }}<end_of_turn>\n{% endfor -%}"
    "{%- if add_generation_prompt -%}<start_of_turn>model\n{% endif -%}"
)
"""Gemma 3: what the system says is put before the first user turn."""

TRANSLATE_GEMMA = (
    "{{ bos_token }}{%- if messages[0].role != 'user' -%}{{ raise_exception('only user and assistant turns') }}{%- endif -%}"
    "{%- for message in messages -%}{%- if message.role == 'user' -%}"
    "{%- if message.content is string or message.content | length != 1 -%}{{ raise_exception('one structured entry') }}{%- endif -%}"
    "{%- set entry = message.content[0] -%}<start_of_turn>user\nTranslate from {{ entry.source_lang_code }} to "
    "{{ entry.target_lang_code }}:\n\n{{ entry.text | trim }}<end_of_turn>{{ '\n' }}"
    "{%- else -%}<start_of_turn>model\n{{ message.content }}<end_of_turn>\n{%- endif -%}{%- endfor -%}"
    "{%- if add_generation_prompt -%}<start_of_turn>model\n{% endif -%}"
)
"""TranslateGemma: writes the request itself and takes nothing but a structured entry."""

GEMMA_4 = (
    "{{ bos_token }}{%- for message in messages -%}<|turn>{{ 'model' if message.role == 'assistant' else message.role }}\n"
    "{{ message.content | trim }}<turn|>\n{% endfor -%}{%- if add_generation_prompt -%}<|turn>model\n{% endif -%}"
)

HUNYUAN = (
    "{{ bos_token }}{%- for message in messages -%}{%- if message.role == 'user' -%}<｜hy_User｜>{{ message.content }}"
    "{%- elif message.role == 'assistant' -%}<｜hy_Assistant｜>{{ message.content }}<｜hy_eos｜>{%- endif -%}{%- endfor -%}"
    "{%- if add_generation_prompt -%}<｜hy_Assistant｜>{%- endif -%}"
)
"""Hunyuan: this form has no place for a system turn and drops it."""

COHERE = (
    "{{ bos_token }}{%- for message in messages -%}<|START_OF_TURN_TOKEN|><|{{ 'CHATBOT' if message.role == 'assistant' "
    "else message.role | upper }}_TOKEN|>{{ message.content }}<|END_OF_TURN_TOKEN|>{%- endfor -%}"
    "{%- if add_generation_prompt -%}<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>{%- endif -%}"
)


def tokenizer(template: str, *, begin: str | None, end: str, control: list[str], tags: tuple[str, ...] = ()) -> Any:
    """Byte-level BPE trained on a few sentences; `control` are special tokens, `tags` added ones that are not."""
    import transformers
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    special = [token for token in ("<pad>", begin, end, *control) if token]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=600, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    core.train_from_iterator(tiny.SENTENCES, trainer)
    core.add_tokens([AddedToken(tag, normalized=False) for tag in tags])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=core, bos_token=begin, eos_token=end, pad_token="<pad>", chat_template=template,
        additional_special_tokens=control, model_max_length=4096,
    )  # fmt: skip


def size() -> dict[str, Any]:
    return {
        "hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
        "head_dim": 12, "max_position_embeddings": 4096,
    }  # fmt: skip


def save(folder: Path, config: Any, words: Any, kind: str = "AutoModelForCausalLM", learn: bool = False) -> Path:
    import torch
    import transformers

    torch.manual_seed(5)
    network = (
        getattr(transformers, kind).from_config(config)
        if kind.startswith("Auto")
        else getattr(transformers, kind)(config)
    )
    network.generation_config = transformers.GenerationConfig(
        eos_token_id=[words.eos_token_id], pad_token_id=words.pad_token_id, temperature=0.6, do_sample=True, top_k=3
    )
    if learn:
        teach(network, words)
    network.eval().save_pretrained(folder)
    words.save_pretrained(folder)
    return folder


def teach(network: Any, words: Any, steps: int = 90) -> None:
    """Teach the model to answer the Arabic of `tiny.PAIRS` with its English, and then to stop."""
    import torch

    rows, labels = [], []
    for arabic, english in tiny.PAIRS:
        asked = words.apply_chat_template(
            [{"role": "user", "content": arabic}], tokenize=False, add_generation_prompt=True, enable_thinking=False
        )
        question = words(asked, add_special_tokens=False).input_ids
        answer = [*words(english, add_special_tokens=False).input_ids, words.eos_token_id]
        rows.append(question + answer)
        labels.append([-100] * len(question) + answer)
    width = max(map(len, rows))
    # padded on the left in half of the steps, so that the place of a row in its batch does not matter
    optimizer = torch.optim.Adam(network.parameters(), lr=5e-3)
    network.train()
    for step in range(steps):
        left = step % 2

        def padded(filler: int, row: list[int], left: int = left) -> list[int]:
            gap = [filler] * (width - len(row))
            return gap + row if left else row + gap

        ids = torch.tensor([padded(words.pad_token_id, row) for row in rows])
        mask = torch.tensor([padded(0, [1] * len(row)) for row in rows])
        target = torch.tensor([padded(-100, row) for row in labels])
        optimizer.zero_grad()
        network(input_ids=ids, attention_mask=mask, labels=target).loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()


def qwen3(folder: Path) -> Path:
    """Knows `tiny.PAIRS` (asked in a user turn, without thinking)."""
    import transformers

    words = tokenizer(
        CHATML, begin=None, end="<|im_end|>", control=["<|im_start|>"], tags=("<think>", "</think>", "<tool_call>")
    )
    config = transformers.Qwen3Config(
        **size(), vocab_size=len(words), eos_token_id=words.eos_token_id, tie_word_embeddings=True
    )
    return save(folder, config, words, learn=True)


def qwen3_5(folder: Path) -> Path:
    """A random Qwen3.5: one layer of linear attention, one of full."""
    import transformers

    words = tokenizer(CHATML, begin=None, end="<|im_end|>", control=["<|im_start|>"], tags=("<think>", "</think>"))
    config = transformers.Qwen3_5TextConfig(
        **size(), vocab_size=len(words), eos_token_id=words.eos_token_id, layer_types=["linear_attention", "full_attention"],
        linear_num_key_heads=2, linear_num_value_heads=2, linear_key_head_dim=12, linear_value_head_dim=12,
    )  # fmt: skip
    return save(folder, config, words)


def gemma_words(template: str) -> Any:
    return tokenizer(
        template, begin="<bos>", end="<eos>", control=["<start_of_turn>", "<end_of_turn>"], tags=("<h1>", "</h1>")
    )


def gemma3(folder: Path) -> Path:
    import transformers

    words = gemma_words(GEMMA)
    config = transformers.Gemma3TextConfig(
        **size(), vocab_size=len(words), sliding_window=32, pad_token_id=words.pad_token_id
    )
    return save(folder, config, words)


def translategemma(folder: Path) -> Path:
    """A random Gemma 3 with its eye, as TranslateGemma comes."""
    import transformers

    words = gemma_words(TRANSLATE_GEMMA)
    eye = {
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "image_size": 28,
        "patch_size": 14,
    }
    config = transformers.Gemma3Config(
        text_config={**size(), "vocab_size": len(words), "sliding_window": 32},
        vision_config=eye, mm_tokens_per_image=4, eoi_token_index=3, boi_token_index=2, image_token_index=1,
    )  # fmt: skip
    return save(folder, config, words)


def gemma4(folder: Path) -> Path:
    import transformers

    words = tokenizer(
        GEMMA_4, begin="<bos>", end="<turn|>", control=["<|turn>", "<|channel>", "<channel|>", "<|think|>"]
    )
    config = transformers.Gemma4TextConfig(
        **size(), vocab_size=len(words), vocab_size_per_layer_input=len(words), hidden_size_per_layer_input=8, sliding_window=32,
        global_head_dim=12, pad_token_id=words.pad_token_id,
    )  # fmt: skip
    return save(folder, config, words)


def hunyuan(folder: Path) -> Path:
    import transformers

    words = tokenizer(
        HUNYUAN, begin="<｜hy_bos｜>", end="<｜hy_eos｜>", control=["<｜hy_User｜>", "<｜hy_Assistant｜>"]
    )
    config = transformers.HunYuanDenseV1Config(**size(), vocab_size=len(words), eos_token_id=words.eos_token_id)
    return save(folder, config, words)


def cohere2(folder: Path) -> Path:
    import transformers

    marks = ["<|START_OF_TURN_TOKEN|>", "<|USER_TOKEN|>", "<|SYSTEM_TOKEN|>", "<|CHATBOT_TOKEN|>"]
    words = tokenizer(COHERE, begin="<BOS_TOKEN>", end="<|END_OF_TURN_TOKEN|>", control=marks)
    config = transformers.Cohere2Config(
        **{key: value for key, value in size().items() if key != "head_dim"}, vocab_size=len(words), sliding_window=32,
        eos_token_id=words.eos_token_id, pad_token_id=words.pad_token_id, bos_token_id=words.bos_token_id,
    )  # fmt: skip
    return save(folder, config, words)


FAMILIES: tuple[Callable[[Path], Path], ...] = (qwen3, qwen3_5, gemma3, translategemma, gemma4, hunyuan, cohere2)


def break_weights(folder: Path, name: str) -> None:
    """Take one weight out of a checkpoint's file."""
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    weights = load_file(path)
    del weights[name]
    save_file(weights, path, metadata={"format": "pt"})


def settings(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "config.json").read_text()))
