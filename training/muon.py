"""Muon (Jordan 2024) for a network of many small matrices: torch's, with matrices of one shape stacked and stepped together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor


class StackedMuon(torch.optim.Muon):
    """`torch.optim.Muon` with Nesterov's momentum, its updates as large as AdamW's (Liu et al. 2025), in fewer steps.

    torch goes through the matrices one by one; of 68 matrices 48 have one shape and twice ten another. The momentum of
    all matrices of one shape is kept with the first of them, so its checkpoints are not torch's.
    """

    def __init__(self, parameters: Iterable[Tensor], lr: float, weight_decay: float):
        super().__init__(parameters, lr, weight_decay, adjust_lr_fn="match_rms_adamw")

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """One step for all matrices; raises `ValueError` if one has no gradient or the state is that of torch's Muon."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            by_shape: dict[torch.Size, list[Tensor]] = defaultdict(list)
            for parameter in group["params"]:
                by_shape[parameter.shape].append(parameter)
            for shape, parameters in by_shape.items():
                found = [parameter.grad for parameter in parameters if parameter.grad is not None]
                if len(found) < len(parameters):
                    raise ValueError("a matrix has no gradient; StackedMuon steps all matrices of one shape together")
                gradients, state = torch.stack(found), self.state[parameters[0]]
                if "momentum_buffer" not in state:
                    state["momentum_buffer"] = torch.zeros_like(gradients)
                momentum = state["momentum_buffer"]
                if momentum.shape != gradients.shape:
                    raise ValueError(
                        "the checkpoint holds the momentum of torch's Muon; start another run from it (--from, --name)"
                    )
                momentum.lerp_(gradients, 1 - group["momentum"])
                gradients.lerp_(momentum, group["momentum"])
                update = orthogonalised(gradients, group["ns_coefficients"], group["ns_steps"], group["eps"])
                torch._foreach_mul_(parameters, 1 - group["lr"] * group["weight_decay"])
                torch._foreach_add_(parameters, update.unbind(), alpha=-group["lr"] * 0.2 * max(shape) ** 0.5)
        return loss


def orthogonalised(matrices: Tensor, coefficients: tuple[float, float, float], steps: int, eps: float) -> Tensor:
    """The nearest semi-orthogonal matrices, (count, rows, columns), roughly: Newton-Schulz iterations in bfloat16."""
    a, b, c = coefficients
    x = matrices.bfloat16()
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.mT
    x = x / torch.linalg.matrix_norm(x, keepdim=True).clamp(min=eps)
    for _ in range(steps):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.mT if tall else x).to(torch.float32, memory_format=torch.contiguous_format)
