"""The Transformer that we train: Marian's network, written so that two CPU cores are kept busy with matrix products.

The same function as `transformers.MarianMTModel` (post-norm, sinusoidal positions, one embedding for both sides, a zero
vector to start decoding); `export.py` renames the weights. It is written again here because of what was measured on CPU:
flash attention's backward pass, Bernoulli dropout and a float32 softmax over the vocabulary took two thirds of a step.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Shape:
    """Sizes of the network. `target_vocabulary` counts the leading pieces that can occur in English output."""

    vocabulary: int
    target_vocabulary: int
    width: int = 256
    feed_forward: int = 1024
    heads: int = 4
    encoder_layers: int = 6
    decoder_layers: int = 2
    max_positions: int = 256


class Dropout(nn.Module):
    """Dropout whose masks are slices, at random offsets, of one bank drawn in advance: on CPU 30 times faster."""

    BANK = 1 << 24

    def __init__(self, rate: float):
        super().__init__()
        self.rate = rate
        self.bank: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        if x.device.type != "cpu" or x.numel() > self.BANK // 2:
            return F.dropout(x, self.rate)
        if self.bank is None or self.bank.dtype != x.dtype:
            self.bank = (torch.rand(self.BANK) >= self.rate).to(x.dtype) / (1 - self.rate)
        start = int(torch.randint(self.BANK - x.numel(), ()))
        return x * self.bank[start : start + x.numel()].view(x.shape)


class Linear(nn.Linear):
    """A linear layer with float32 weights that computes in the type of its input."""

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight.to(x.dtype), self.bias.to(x.dtype))


class LayerNorm(nn.LayerNorm):
    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.normalized_shape, self.weight.to(x.dtype), self.bias.to(x.dtype), self.eps)


class Attention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.out = (Linear(width, width) for _ in range(4))
        self.first_head = torch.empty(0)
        """What the first head attended to last time, (batch, queries, keys), where `guided` asks for it; else nothing."""
        self.guided = False

    def split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        q, k, v = self.split(self.q(x)), self.split(self.k(memory)), self.split(self.v(memory))
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2) + mask
        weights = scores.softmax(-1)
        self.first_head = weights[:, 0] if self.guided else torch.empty(0)
        return self.out((weights @ v).transpose(1, 2).flatten(2))


class Layer(nn.Module):
    """One encoder or (with `cross`) decoder layer, normalised after each residual sum."""

    def __init__(self, shape: Shape, dropout: float, *, cross: bool):
        super().__init__()
        self.attention, self.attention_norm = Attention(shape.width, shape.heads), LayerNorm(shape.width)
        if cross:
            self.cross, self.cross_norm = Attention(shape.width, shape.heads), LayerNorm(shape.width)
        self.rise, self.fall = Linear(shape.width, shape.feed_forward), Linear(shape.feed_forward, shape.width)
        self.final_norm = LayerNorm(shape.width)
        self.dropout = Dropout(dropout)

    def forward(
        self, x: Tensor, mask: Tensor, memory: Tensor | None = None, memory_mask: Tensor | None = None
    ) -> Tensor:
        x = self.attention_norm(x + self.dropout(self.attention(x, x, mask)))
        if memory is not None:
            x = self.cross_norm(x + self.dropout(self.cross(x, memory, memory_mask)))
        return self.final_norm(x + self.dropout(self.fall(F.relu(self.rise(x)))))


class Translator(nn.Module):
    """Encoder and decoder over token ids; 0 is the end of a sentence, the last id of the vocabulary is padding."""

    def __init__(self, shape: Shape, dropout: float = 0.1):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Parameter(torch.randn(shape.vocabulary, shape.width) * shape.width**-0.5)
        self.embedding.data[-1] = 0
        self.bias = nn.Parameter(torch.zeros(shape.target_vocabulary))
        self.encoder = nn.ModuleList(Layer(shape, dropout, cross=False) for _ in range(shape.encoder_layers))
        self.decoder = nn.ModuleList(Layer(shape, dropout, cross=True) for _ in range(shape.decoder_layers))
        self.dropout = Dropout(dropout)
        self.positions: Tensor
        self.register_buffer("positions", sinusoids(shape.max_positions, shape.width), persistent=False)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2 and name != "embedding":
                nn.init.xavier_uniform_(parameter)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    @property
    def padding(self) -> int:
        return self.shape.vocabulary - 1

    def embed(self, ids: Tensor, dtype: torch.dtype) -> Tensor:
        x = F.embedding(ids, self.embedding, padding_idx=self.padding) * math.sqrt(self.shape.width)
        return self.dropout((x + self.positions[: ids.shape[1]]).to(dtype))

    def encode(self, source: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        mask = (source == self.padding)[:, None, None, :].to(dtype) * -1e4
        x = self.embed(source, dtype)
        for layer in self.encoder:
            x = layer(x, mask)
        return x, mask

    def decode(self, target: Tensor, memory: Tensor, memory_mask: Tensor) -> Tensor:
        size = target.shape[1]
        mask = torch.full((size, size), -1e4, dtype=memory.dtype, device=target.device).triu(1)
        x = self.embed(target, memory.dtype)
        for layer in self.decoder:
            x = layer(x, mask, memory, memory_mask)
        return x

    def forward(
        self,
        source: Tensor,
        target: Tensor,
        *,
        smoothing: float = 0.0,
        guidance: float = 0.0,
        agreement: float = 0.0,
        dtype: torch.dtype = torch.float32,
    ) -> Tensor:
        """Mean loss per target token, in nats; `target` is (batch, length) ending in 0, padded with the padding id.

        With `agreement`, every pair goes through the network twice under different dropout, and so many times the
        divergence between the two answers is added (R-Drop, Liang et al. 2021).

        With `guidance`, so many times a second loss is added: where a target token stands in the source too, as the
        glosses make it do, one head of the last cross-attention should look at it (after guided alignment, Chen et al.
        2016). Copying is then learnt in minutes.
        """
        if agreement:
            source, target = torch.cat([source, source]), torch.cat([target, target])
        memory, memory_mask = self.encode(source, dtype)
        start = torch.full_like(target[:, :1], self.padding)
        last = self.decoder[-1]
        assert isinstance(last, Layer)
        attention = last.cross
        attention.guided = guidance > 0
        hidden = self.decode(torch.cat([start, target[:, :-1]], 1), memory, memory_mask)
        real = target != self.padding
        rows = self.embedding[: self.shape.target_vocabulary].to(dtype)
        loss = SmoothedLoss.apply(hidden[real], rows, self.bias, target[real], smoothing, agreement)
        if guidance:
            same = longest_runs((source[:, None, :] == target[:, :, None]) & (real & (target != 0))[:, :, None])
            copied = same.any(-1)
            looked = (attention.first_head * same).sum(-1, dtype=torch.float32)[copied]
            loss = loss - guidance * looked.clamp_min(1e-6).log().sum() / real.sum()
        return loss


class SmoothedLoss(torch.autograd.Function):
    """Label-smoothed cross-entropy over the vocabulary in chunks of tokens; gradients are formed in the forward pass.

    Never holds more than one chunk of logits, which is where the time and the memory of the plain loss went
    (the idea of fused linear cross-entropy kernels, e.g. Liger, Hsu et al. 2024).
    """

    CHUNK = 512
    CHUNK_ON_GPU = 16384

    @staticmethod
    def forward(
        ctx: Any, hidden: Tensor, rows: Tensor, bias: Tensor, target: Tensor, smoothing: float, agreement: float = 0.0
    ) -> Tensor:
        """With `agreement`, the second half of `hidden` holds the same tokens as the first, seen under other dropout."""
        count, pieces = len(target), len(rows)
        total = torch.zeros((), device=hidden.device)
        d_hidden = torch.empty_like(hidden)
        # transposed: a product without a copy of the logits
        d_rows = torch.zeros(rows.shape[::-1], device=hidden.device)
        d_bias = torch.zeros(pieces, device=hidden.device)
        bias = bias.to(hidden.dtype)
        on_cpu = hidden.device.type == "cpu"
        chunk, exact = (SmoothedLoss.CHUNK, hidden.dtype) if on_cpu else (SmoothedLoss.CHUNK_ON_GPU, torch.float32)
        views = 2 if agreement else 1
        hidden, d_hidden = hidden.unflatten(0, (views, -1)), d_hidden.unflatten(0, (views, -1))
        golds = target.unflatten(0, (views, -1))[..., None]
        for at in range(0, count // views, chunk):
            part, gold = hidden[:, at : at + chunk], golds[:, at : at + chunk]
            log_p = F.linear(part, rows, bias).log_softmax(-1, dtype=exact)
            total -= (1 - smoothing) * log_p.gather(-1, gold).sum(dtype=torch.float32)
            if smoothing:
                total -= smoothing / pieces * log_p.sum(dtype=torch.float32)
            d_logits = log_p.exp() if agreement else log_p.exp_()
            if agreement:
                divergence, d_divergence = symmetric_divergence(log_p, d_logits)
                total += agreement * divergence
            if smoothing:
                d_logits -= smoothing / pieces
            d_logits.scatter_add_(
                -1, gold, torch.full(gold.shape, smoothing - 1, dtype=d_logits.dtype, device=gold.device)
            )
            if agreement:
                d_logits.add_(d_divergence, alpha=agreement)
            d_logits = d_logits.div_(count).to(rows.dtype)
            d_hidden[:, at : at + chunk] = d_logits @ rows
            d_logits = d_logits.flatten(0, 1)
            d_rows += part.flatten(0, 1).t() @ d_logits
            d_bias += d_logits.sum(0, dtype=torch.float32)
        ctx.save_for_backward(d_hidden.flatten(0, 1), d_rows, d_bias)
        return total / count

    @staticmethod
    def backward(ctx: Any, scale: Tensor) -> tuple[Tensor | None, ...]:
        d_hidden, d_rows, d_bias = ctx.saved_tensors
        return (
            d_hidden * scale.to(d_hidden.dtype),
            d_rows.t().to(d_hidden.dtype) * scale.to(d_hidden.dtype),
            d_bias * scale,
            None,
            None,
            None,
        )


def symmetric_divergence(log_p: Tensor, p: Tensor) -> tuple[Tensor, Tensor]:
    """KL(p1, p2) + KL(p2, p1) of two views, (2, tokens, pieces), summed over the tokens; and its gradient in the logits."""
    difference = log_p - log_p.flip(0)
    each = (p * difference).sum(-1, keepdim=True)
    return each.sum(dtype=torch.float32), p * (difference - each) + p - p.flip(0)


def longest_runs(same: Tensor) -> Tensor:
    """Of all places where a token is the same, (batch, target, source), those in the longest run of same tokens.

    A digit stands in many numbers of the source; it is copied from the one whose other digits stand around it too.
    """
    before, after = same.short(), same.short()
    reach = 1
    # a run that is as long as was looked for goes on with the run that ends before it
    while reach < min(same.shape[1:]):
        more = F.pad(before[:, :-reach, :-reach], (reach, 0, reach, 0))
        before = before + (before == reach) * more
        more = F.pad(after[:, reach:, reach:], (0, reach, 0, reach))
        after = after + (after == reach) * more
        reach *= 2
    length = before + after
    return same & (length == length.amax(-1, keepdim=True))


def sinusoids(length: int, width: int) -> Tensor:
    """Marian's positions: sines in the first half of the vector, cosines in the second."""
    angles = torch.arange(length)[:, None] / 10000 ** (torch.arange(0, width, 2)[None] / width)
    return torch.cat([angles.sin(), angles.cos()], 1).float()
