"""PyTorch's side of bench/train.ts: one pass of AdamW steps over pairs, as the published code trains.

usage: train_peer.py PEER.py PAIRS.jsonl float32|bfloat16|compile     prints {"targetBytes", "seconds"} of the second pass
`compile` is torch.compile in bfloat16, for any lengths.
"""
import base64
import importlib.util
import json
import sys
import time

import torch

BATCH = 8

spec = importlib.util.spec_from_file_location('peer', sys.argv[1])
peer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(peer)
mode = sys.argv[3]
config = peer.PRESETS['small']
size = config['patchSize']
# twelve steps are enough: nothing here depends on how pairs are packed
pairs = [[base64.b64decode(text) for text in json.loads(line)] for line in open(sys.argv[2])][:96]
torch.manual_seed(0)
model = peer.BGPT(config)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
forward = torch.compile(model, dynamic=True) if mode == 'compile' else model


def run(pairs):
    started = time.perf_counter()
    for i in range(0, len(pairs), BATCH):
        ids, mask = peer.collate([peer.pair(a, m, size) for a, m in pairs[i : i + BATCH]], size)
        with torch.autocast('cpu', torch.bfloat16, enabled=mode != 'float32'):
            loss = forward(ids, mask)[0].mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return time.perf_counter() - started


# eager PyTorch compiles nothing: one step warms it up
run(pairs if mode == 'compile' else pairs[:BATCH])
print(json.dumps({'targetBytes': sum(len(m) for _, m in pairs), 'seconds': run(pairs)}))
