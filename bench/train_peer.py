"""PyTorch's side of bench/train.ts: one pass of AdamW steps over pairs, as the published code trains.

usage: train_peer.py PEER.py PAIRS.jsonl fp32|bf16     prints {"targetBytes", "seconds"} of the second pass
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
config = peer.PRESETS['small']
size = config['patchSize']
pairs = [[base64.b64decode(text) for text in json.loads(line)] for line in open(sys.argv[2])]
torch.manual_seed(0)
model = peer.BGPT(config)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)


def run():
    started = time.perf_counter()
    for i in range(0, len(pairs), BATCH):
        ids, mask = peer.collate([peer.pair(a, m, size) for a, m in pairs[i : i + BATCH]], size)
        with torch.autocast('cpu', torch.bfloat16, enabled=sys.argv[3] == 'bf16'):
            loss = model(ids, mask)[0].mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return time.perf_counter() - started


# one warm-up step is enough: eager PyTorch compiles nothing
warm, pairs = pairs, pairs[:BATCH]
run()
pairs = warm
print(json.dumps({'targetBytes': sum(len(m) for _, m in pairs), 'seconds': run()}))
